"""Flasgger: Swagger 2.0 written in doc strings, arrays without `collectionFormat`."""

import io

from flasgger import Swagger
from flask import Flask, Response, jsonify, request, send_file

from .items import TOKEN, Items

DOCUMENT = "/apispec_1.json"

app = Flask(__name__)
items = Items()
Swagger(
    app,
    template={
        "info": {"title": "Items in Flasgger", "version": "1.0"},
        "securityDefinitions": {"basic": {"type": "basic"}},
        "definitions": {
            "NewItem": {
                "type": "object",
                "required": ["name"],
                "properties": {
                    "name": {"type": "string"},
                    "tags": {"type": "array", "items": {"type": "string"}},
                },
            },
            "Item": {
                "allOf": [
                    {"$ref": "#/definitions/NewItem"},
                    {"type": "object", "properties": {"id": {"type": "integer"}}},
                ]
            },
        },
    },
)


@app.get("/items")
def list_items():
    """Lists items
    ---
    parameters:
      - {name: tags, in: query, type: array, items: {type: string}}
      - {name: limit, in: query, type: integer}
    responses:
      200: {description: OK, schema: {type: array, items: {$ref: '#/definitions/Item'}}}
    """
    tags = [tag for tag in request.args.get("tags", "").split(",") if tag]
    return jsonify(items.list(tags, request.args.get("limit", type=int)))


@app.post("/items")
def create_item():
    """Creates an item
    ---
    parameters:
      - {name: item, in: body, required: true, schema: {$ref: '#/definitions/NewItem'}}
    responses:
      201: {description: Created, schema: {$ref: '#/definitions/Item'}}
    """
    if not request.json.get("name"):
        return {"error": "invalid", "errors": {"name": ["is missing"]}}, 400
    return items.add(request.json), 201


@app.get("/items/<int:id>")
def get_item(id):
    """Gets an item
    ---
    parameters:
      - {name: id, in: path, type: integer, required: true}
    responses:
      200: {description: OK, schema: {$ref: '#/definitions/Item'}}
    """
    return items.get(id) or ({"error": "missing", "message": f"no item {id}"}, 404)


@app.put("/items/<int:id>")
def update_item(id):
    """Changes an item
    ---
    parameters:
      - {name: id, in: path, type: integer, required: true}
      - {name: item, in: body, required: true, schema: {$ref: '#/definitions/NewItem'}}
    responses:
      200: {description: OK, schema: {$ref: '#/definitions/Item'}}
    """
    if items.get(id) is None:
        return {"error": f"there is no item {id}"}, 404
    return items.update(id, request.json)


@app.delete("/items/<int:id>")
def delete_item(id):
    """Deletes an item
    ---
    parameters:
      - {name: id, in: path, type: integer, required: true}
    responses:
      204: {description: Deleted}
    """
    items.delete(id)
    return "", 204


@app.post("/items/<int:id>/photo")
def upload_photo(id):
    """Uploads a photo
    ---
    consumes: [multipart/form-data]
    parameters:
      - {name: id, in: path, type: integer, required: true}
      - {name: photo, in: formData, type: file, required: true}
      - {name: note, in: formData, type: string}
    responses:
      200: {description: Success}
    """
    photo = request.files["photo"]
    items.photos[id] = photo.read()
    return {"name": photo.filename, "size": len(items.photos[id]), "note": request.form.get("note")}


@app.get("/items/<int:id>/photo")
def download_photo(id):
    """Downloads a photo
    ---
    produces: [image/png]
    parameters:
      - {name: id, in: path, type: integer, required: true}
    responses:
      200: {description: The photo}
    """
    return send_file(io.BytesIO(items.photos[id]), mimetype="image/png", download_name="photo.png")


@app.get("/export")
def export():
    """Exports all items
    ---
    produces: [text/csv]
    parameters:
      - {name: separator, in: cookie, type: string}
    responses:
      200: {description: Success}
    """
    csv = items.csv().replace(",", request.cookies.get("separator", ","))
    return Response(csv, mimetype="text/csv")


@app.get("/secure/basic")
def secure():
    """Is for the user alone
    ---
    security: [{basic: []}]
    responses:
      200: {description: Success, schema: {type: object, properties: {allowed: {type: boolean}}}}
    """
    given = request.authorization
    if given is None or (given.username, given.password) != ("user", TOKEN):
        return {"error": {"code": "forbidden", "message": "a wrong password"}}, 403
    return {"allowed": True}
