"""Connexion: the document is written first, and errors are problem details (RFC 9457)."""

import io
from pathlib import Path

import connexion
from flask import Response, send_file

from .items import TOKEN, Items

DOCUMENT = "/api/openapi.json"

items = Items()


def list_items(tags=(), limit=None):
    return items.list(tags, limit)


def create_item(body):
    return items.add(body), 201


def get_item(id):
    return items.get(id) or connexion.problem(404, "Not Found", f"no item {id}")


def update_item(id, body):
    return items.update(id, body)


def delete_item(id):
    items.delete(id)
    return None, 204


def upload_photo(id, photo, body):
    items.photos[id] = photo.read()
    return {"name": photo.filename, "size": len(items.photos[id]), "note": body.get("note")}


def download_photo(id):
    return send_file(io.BytesIO(items.photos[id]), mimetype="image/png", download_name="photo.png")


def export():
    return Response(items.csv(), mimetype="text/csv")


def secure():
    return {"allowed": True}


def check_key(key):
    return {"sub": "user"} if key == TOKEN else None


connexion_app = connexion.FlaskApp(__name__, specification_dir=Path(__file__).parent)
connexion_app.add_api("connexion.yaml", strict_validation=True, validate_responses=False)
app = connexion_app
