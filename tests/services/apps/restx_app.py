"""Flask-RESTX: Swagger 2.0, arrays by `collectionFormat`, responses that are described by `Success` alone."""

import io

from flask import Flask, Response, request, send_file
from flask_restx import Api, Resource, fields, reqparse
from werkzeug.datastructures import FileStorage

from .items import TOKEN, Items

DOCUMENT = "/swagger.json"

app = Flask(__name__)
api = Api(
    app,
    title="Items in Flask-RESTX",
    version="1.0",
    authorizations={
        "header": {"type": "apiKey", "in": "header", "name": "X-Key"},
        "query": {"type": "apiKey", "in": "query", "name": "api_key"},
    },
)
items = Items()

new_item = api.model(
    "NewItem", {"name": fields.String(required=True, min_length=2), "tags": fields.List(fields.String)}
)
item_model = api.inherit("Item", new_item, {"id": fields.Integer(required=True)})

# Declared as a number, and sent as text.
price = api.model("Price", {"amount": fields.Fixed(decimals=2), "count": fields.Integer})

search = reqparse.RequestParser()
search.add_argument("tags", action="append", default=[], location="args")
search.add_argument("ids", action="split", type=int, location="args")
search.add_argument("limit", type=int, location="args")

upload = reqparse.RequestParser()
upload.add_argument("photo", type=FileStorage, location="files", required=True)
upload.add_argument("note", location="form")


def existing(id):
    item = items.get(id)
    if item is None:
        api.abort(404, f"no item {id}", error="missing", id=id)
    return item


@api.route("/price")
class Price(Resource):
    @api.marshal_with(price)
    def get(self):
        return {"amount": "1.50", "count": 3}


@api.route("/items/")
class ItemList(Resource):
    @api.expect(search)
    @api.marshal_list_with(item_model)
    def get(self):
        arguments = search.parse_args()
        found = items.list(arguments["tags"], arguments["limit"])
        return [item for item in found if not arguments["ids"] or item["id"] in arguments["ids"]]

    @api.expect(new_item, validate=True)
    @api.marshal_with(item_model, code=201)
    def post(self):
        return items.add(request.json), 201


@api.route("/items/<int:id>")
class OneItem(Resource):
    @api.marshal_with(item_model)
    def get(self, id):
        return existing(id)

    @api.expect(new_item)
    def put(self, id):
        existing(id)
        return items.update(id, request.json)

    @api.response(204, "deleted")
    def delete(self, id):
        existing(id)
        items.delete(id)
        return "", 204


@api.route("/items/<int:id>/photo")
class Photo(Resource):
    @api.expect(upload)
    def post(self, id):
        arguments = upload.parse_args()
        items.photos[id] = arguments["photo"].read()
        return {"name": arguments["photo"].filename, "size": len(items.photos[id]), "note": arguments["note"]}

    @api.produces(["image/png"])
    def get(self, id):
        existing(id)
        return send_file(io.BytesIO(items.photos[id]), mimetype="image/png", download_name="photo.png")


@api.route("/export")
class Export(Resource):
    @api.produces(["text/csv"])
    def get(self):
        return Response(items.csv(), mimetype="text/csv")


@api.route("/refresh")
class Refresh(Resource):
    def post(self):
        return Response(status=202)


def checked(given):
    if given != TOKEN:
        api.abort(403, "a wrong token")
    return {"allowed": True}


@api.route("/secure/header")
class InHeader(Resource):
    @api.doc(security="header")
    def get(self):
        return checked(request.headers.get("X-Key"))


@api.route("/secure/query")
class InQuery(Resource):
    @api.doc(security="query")
    def get(self):
        return checked(request.args.get("api_key"))
