"""drf-spectacular: OpenAPI 3.0 of Django REST framework, whose document is YAML unless JSON is asked for."""

from .django_app import set_up, views

DOCUMENT = "/api/schema/"

app = set_up(
    __name__,
    apps=["drf_spectacular"],
    rest_framework={"DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema"},
    SPECTACULAR_SETTINGS={"TITLE": "Items in drf-spectacular", "VERSION": "1.0", "SERVE_AUTHENTICATION": []},
)

from django.urls import include, path  # noqa: E402
from drf_spectacular.types import OpenApiTypes  # noqa: E402
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view  # noqa: E402
from drf_spectacular.views import SpectacularAPIView  # noqa: E402
from rest_framework.routers import DefaultRouter  # noqa: E402

ItemViews, export, secure = views()
ID = OpenApiParameter("id", OpenApiTypes.INT, OpenApiParameter.PATH)
TAGS = OpenApiParameter("tags", OpenApiTypes.STR, many=True)
ITEMS = ItemViews.serializer_class(many=True)
Described = extend_schema_view(
    list=extend_schema(parameters=[TAGS], responses=ITEMS),
    retrieve=extend_schema(parameters=[ID]),
    update=extend_schema(parameters=[ID]),
    partial_update=extend_schema(parameters=[ID]),
    destroy=extend_schema(parameters=[ID]),
    photo=extend_schema(parameters=[ID]),
    download=extend_schema(parameters=[ID], responses={(200, "image/png"): OpenApiTypes.BINARY}),
)(ItemViews)

router = DefaultRouter()
router.register("items", Described, basename="items")
urlpatterns = [
    path("api/", include(router.urls)),
    path("api/export/", extend_schema(responses={200: None})(export)),
    path("api/secure/", extend_schema(responses=OpenApiTypes.OBJECT)(secure)),
    path("api/schema/", SpectacularAPIView.as_view()),
]
