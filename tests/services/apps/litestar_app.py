"""Litestar: OpenAPI 3.1, problem details of its own kind, a file of a form as a body."""

from dataclasses import dataclass, field
from typing import Annotated, Optional

from litestar import Litestar, delete, get, patch, post
from litestar.connection import ASGIConnection
from litestar.datastructures import UploadFile
from litestar.enums import RequestEncodingType
from litestar.exceptions import NotAuthorizedException, NotFoundException
from litestar.handlers import BaseRouteHandler
from litestar.openapi import OpenAPIConfig
from litestar.openapi.spec import Components, SecurityScheme
from litestar.params import Body, FromPath, Parameter

from .items import TOKEN, Items

DOCUMENT = "/schema/openapi.json"

items = Items()


@dataclass
class Item:
    id: int
    name: str
    tags: list[str]


@dataclass
class NewItem:
    name: str
    tags: list[str] = field(default_factory=list)


@dataclass
class ChangedItem:
    name: Optional[str] = None
    tags: Optional[list[str]] = None


@dataclass
class PhotoForm:
    photo: UploadFile
    note: Optional[str] = None


@dataclass
class Photo:
    name: str
    size: int
    note: Optional[str]


def existing(id):
    item = items.get(id)
    if item is None:
        raise NotFoundException(f"no item {id}")
    return item


def check_token(connection: ASGIConnection, _: BaseRouteHandler) -> None:
    if connection.headers.get("x-key") != TOKEN:
        raise NotAuthorizedException("a wrong token")


@get("/items")
async def list_items(
    tags: Annotated[Optional[list[str]], Parameter(query="tags")] = None, limit: Optional[int] = None
) -> list[Item]:
    return [Item(**item) for item in items.list(tags or [], limit)]


@post("/items")
async def create_item(data: NewItem) -> Item:
    return Item(**items.add({"name": data.name, "tags": data.tags}))


@get("/items/{id:int}")
async def get_item(id: FromPath[int]) -> Item:
    return Item(**existing(id))


@patch("/items/{id:int}")
async def update_item(id: FromPath[int], data: ChangedItem) -> Item:
    existing(id)
    return Item(**items.update(id, {"name": data.name, "tags": data.tags}))


@delete("/items/{id:int}")
async def delete_item(id: FromPath[int]) -> None:
    existing(id)
    items.delete(id)


@post("/items/{id:int}/photo")
async def upload_photo(
    id: FromPath[int], data: Annotated[PhotoForm, Body(media_type=RequestEncodingType.MULTI_PART)]
) -> Photo:
    content = await data.photo.read()
    items.photos[id] = content
    return Photo(name=data.photo.filename, size=len(content), note=data.note)


@get("/items/{id:int}/photo", media_type="image/png")
async def download_photo(id: FromPath[int]) -> bytes:
    return items.photos[id]


@get("/export", media_type="text/csv")
async def export() -> str:
    return items.csv()


@get("/version", media_type="text/plain")
async def version() -> str:
    return "1.0"


@get("/secure/header", guards=[check_token], security=[{"key": []}])
async def secure() -> dict[str, bool]:
    return {"allowed": True}


app = Litestar(
    [
        list_items,
        create_item,
        get_item,
        update_item,
        delete_item,
        upload_photo,
        download_photo,
        export,
        version,
        secure,
    ],
    openapi_config=OpenAPIConfig(
        title="Items in Litestar",
        version="1.0",
        components=Components(
            security_schemes={"key": SecurityScheme(type="apiKey", name="X-Key", security_scheme_in="header")}
        ),
    ),
)
