"""Django REST framework: paths that end in a slash, tokens with a scheme of their own, errors by field.

drf-spectacular and drf-yasg describe the same app; each sets it up with its own settings."""

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse

from .items import TOKEN, Items


def set_up(name, **more):
    """Configures Django for the app whose addresses are in the named module."""
    settings.configure(
        DEBUG=False,
        SECRET_KEY="of a test",
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF=name,
        INSTALLED_APPS=["django.contrib.staticfiles", "rest_framework", *more.pop("apps", [])],
        STATIC_URL="/static/",
        REST_FRAMEWORK={
            "UNAUTHENTICATED_USER": None,
            "DEFAULT_AUTHENTICATION_CLASSES": [],
            **more.pop("rest_framework", {}),
        },
        **more,
    )
    django.setup()
    return get_wsgi_application()


def views():
    """The views, which can be imported only after Django is set up."""
    from rest_framework import authentication, exceptions, parsers, serializers, status, viewsets
    from rest_framework.decorators import action, api_view, authentication_classes, permission_classes
    from rest_framework.permissions import BasePermission
    from rest_framework.response import Response

    items = Items()

    class Item(serializers.Serializer):
        id = serializers.IntegerField(read_only=True)
        name = serializers.CharField(min_length=2)
        tags = serializers.ListField(child=serializers.CharField(), required=False)

    class Photo(serializers.Serializer):
        photo = serializers.FileField()
        note = serializers.CharField(required=False)

    class Token(authentication.TokenAuthentication):
        def authenticate_credentials(self, key):
            if key != TOKEN:
                raise exceptions.AuthenticationFailed("a wrong token")
            return {"name": "user"}, key

    class HasUser(BasePermission):
        def has_permission(self, request, view):
            return request.user is not None

    class ItemViews(viewsets.GenericViewSet):
        serializer_class = Item

        def existing(self, pk):
            item = items.get(int(pk))
            if item is None:
                raise exceptions.NotFound(f"no item {pk}")
            return item

        def checked(self, request, **options):
            serializer = Item(data=request.data, **options)
            serializer.is_valid(raise_exception=True)
            return serializer.validated_data

        def list(self, request):
            return Response(items.list(request.query_params.getlist("tags")))

        def create(self, request):
            return Response(items.add(self.checked(request)), status=status.HTTP_201_CREATED)

        def retrieve(self, request, pk):
            return Response(self.existing(pk))

        def update(self, request, pk):
            return Response(items.update(self.existing(pk)["id"], self.checked(request)))

        def partial_update(self, request, pk):
            return Response(items.update(self.existing(pk)["id"], self.checked(request, partial=True)))

        def destroy(self, request, pk):
            items.delete(self.existing(pk)["id"])
            return Response(status=status.HTTP_204_NO_CONTENT)

        @action(detail=True, methods=["post"], serializer_class=Photo, parser_classes=[parsers.MultiPartParser])
        def photo(self, request, pk):
            form = Photo(data=request.data)
            form.is_valid(raise_exception=True)
            photo = form.validated_data["photo"]
            items.photos[int(pk)] = photo.read()
            return Response({"name": photo.name, "size": photo.size, "note": form.validated_data.get("note")})

        @action(detail=True, methods=["get"])
        def download(self, request, pk):
            return HttpResponse(items.photos[int(pk)], content_type="image/png")

    @api_view(["GET"])
    def export(request):
        return HttpResponse(items.csv(), content_type="text/csv")

    @api_view(["GET"])
    @authentication_classes([Token])
    @permission_classes([HasUser])
    def secure(request):
        return Response({"allowed": True})

    return ItemViews, export, secure
