"""drf-yasg: Swagger 2.0 of Django REST framework."""

from .django_app import set_up, views

DOCUMENT = "/swagger.json"

app = set_up(
    __name__,
    apps=["drf_yasg"],
    SWAGGER_SETTINGS={"SECURITY_DEFINITIONS": {"Token": {"type": "apiKey", "name": "Authorization", "in": "header"}}},
)

from django.urls import include, path  # noqa: E402
from drf_yasg import openapi  # noqa: E402
from drf_yasg.utils import swagger_auto_schema  # noqa: E402
from drf_yasg.views import get_schema_view  # noqa: E402
from rest_framework.permissions import AllowAny  # noqa: E402
from rest_framework.routers import DefaultRouter  # noqa: E402

ItemViews, export, secure = views()
TAGS = openapi.Parameter(
    "tags",
    openapi.IN_QUERY,
    type=openapi.TYPE_ARRAY,
    items=openapi.Items(type=openapi.TYPE_STRING),
    collection_format="multi",
)
ITEMS = ItemViews.serializer_class(many=True)
ItemViews.list = swagger_auto_schema(manual_parameters=[TAGS], responses={200: ITEMS})(ItemViews.list)
ItemViews.download = swagger_auto_schema(responses={200: "The photo"})(ItemViews.download)

router = DefaultRouter()
router.register("items", ItemViews, basename="items")
schema = get_schema_view(
    openapi.Info(title="Items in drf-yasg", default_version="v1"), public=True, permission_classes=[AllowAny]
)
urlpatterns = [
    path("api/", include(router.urls)),
    path("api/export/", export),
    path("api/secure/", secure),
    path("swagger.json", schema.without_ui(cache_timeout=0)),
]
