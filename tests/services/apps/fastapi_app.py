"""FastAPI: OpenAPI 3.1, arrays in the query by repetition, 307 to paths with a slash, errors with `detail`."""

import datetime
import decimal
import tempfile
from typing import Annotated, Literal, Optional, Union

from fastapi import Body, Cookie, Depends, FastAPI, File, Form, Header, HTTPException, Query, Response, UploadFile
from fastapi.responses import FileResponse, PlainTextResponse, StreamingResponse
from fastapi.security import APIKeyCookie, APIKeyHeader, APIKeyQuery, HTTPBearer
from pydantic import BaseModel, Field

from .items import TOKEN, Items

DOCUMENT = "/openapi.json"

app = FastAPI(title="Items in FastAPI", version="1.0")
items = Items()
folder = tempfile.mkdtemp()


class NewItem(BaseModel):
    name: str = Field(min_length=2)
    tags: list[str] = []


class ChangedItem(BaseModel):
    name: Optional[str] = None
    tags: Optional[list[str]] = None


class Item(NewItem):
    id: int


class Sale(BaseModel):
    kind: Literal["sale"]
    price: decimal.Decimal


class Gift(BaseModel):
    kind: Literal["gift"]
    to: str


class Event(BaseModel):
    at: datetime.datetime
    opens: Optional[datetime.time] = None
    counts: dict[int, int] = {}
    what: Annotated[Union[Sale, Gift], Field(discriminator="kind")]


class Album(BaseModel):
    title: str
    photos: list[UploadFile] = []


class Photo(BaseModel):
    name: str
    size: int
    note: Optional[str]


def existing(id: int):
    item = items.get(id)
    if item is None:
        raise HTTPException(404, detail=f"no item {id}")
    return item


@app.get("/items/", response_model=list[Item])
def list_items(tags: Annotated[list[str], Query()] = [], limit: Optional[int] = None):
    return items.list(tags, limit)


@app.post("/items/", response_model=Item, status_code=201)
def create_item(item: NewItem):
    return items.add(item.model_dump())


@app.get("/items/{id}", response_model=Item)
def get_item(item: Annotated[dict, Depends(existing)]):
    return item


@app.patch("/items/{id}", response_model=Item)
def update_item(item: Annotated[dict, Depends(existing)], changes: ChangedItem):
    return items.update(item["id"], changes.model_dump())


@app.delete("/items/{id}", status_code=204)
def delete_item(item: Annotated[dict, Depends(existing)]):
    items.delete(item["id"])


@app.post("/items/{id}/photo", response_model=Photo)
def upload_photo(
    item: Annotated[dict, Depends(existing)],
    photo: Annotated[UploadFile, File()],
    note: Annotated[Optional[str], Form()] = None,
):
    content = photo.file.read()
    path = f"{folder}/{item['id']}"
    with open(path, "wb") as file:
        file.write(content)
    items.photos[item["id"]] = path
    return Photo(name=photo.filename, size=len(content), note=note)


@app.post("/photos", response_model=list[Photo])
def upload_photos(photos: list[UploadFile], cover: Optional[UploadFile] = None):
    every = [*photos, cover] if cover else photos
    return [Photo(name=one.filename, size=len(one.file.read()), note=None) for one in every]


@app.post("/album")
def upload_album(album: Annotated[Album, Form()]):
    """Declares a form that is URL-encoded, since FastAPI does so for the files of a model."""
    return [album.title, *[photo.filename for photo in album.photos]]


@app.get("/items/{id}/photo", response_class=FileResponse)
def download_photo(item: Annotated[dict, Depends(existing)]):
    return FileResponse(items.photos[item["id"]], media_type="image/png", filename="photo.png")


@app.get("/export")
def export():
    """Declares any JSON, as all functions without a declared type do, and sends CSV."""
    return StreamingResponse(iter([items.csv()]), media_type="text/csv")


@app.get("/journal")
def journal():
    """Declares any JSON, and sends a value a line."""
    return StreamingResponse(iter(['{"id": 1}\n', '{"id": 2}\n']), media_type="application/x-ndjson")


@app.post("/items/{id}:record", response_model=Optional[Event])
def record(item: Annotated[dict, Depends(existing)], event: Optional[Event] = None):
    """Sends timestamps back as they came, even without an offset."""
    return event


@app.post("/note")
def note(text: Annotated[str, Body(media_type="text/plain")], author: Annotated[str, Cookie()] = ""):
    return [text, author]


@app.get("/revision")
def revision(if_none_match: Annotated[Optional[str], Header()] = None):
    tag = '"7"'
    return Response(status_code=304) if if_none_match == tag else Response("7", headers={"ETag": tag})


@app.get("/version", response_class=PlainTextResponse)
def version():
    return "1.0"


@app.post("/refresh", response_class=Response)
def refresh():
    return Response(status_code=200)


def checked(given):
    if given != TOKEN:
        raise HTTPException(403, detail={"reason": "a wrong token", "given": str(given)})
    return {"allowed": True}


@app.get("/secure/bearer")
def bearer(credentials: Annotated[object, Depends(HTTPBearer())]):
    return checked(credentials.credentials)


@app.get("/secure/header")
def header(key: Annotated[str, Depends(APIKeyHeader(name="X-Key"))]):
    return checked(key)


@app.get("/secure/query")
def query(key: Annotated[str, Depends(APIKeyQuery(name="api_key"))]):
    return checked(key)


@app.get("/secure/cookie")
def cookie(key: Annotated[str, Depends(APIKeyCookie(name="session"))]):
    return checked(key)
