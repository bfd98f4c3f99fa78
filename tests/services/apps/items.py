"""The items that each app serves: a store in memory."""

import itertools
import threading

TOKEN = "open-sesame-0123456789"


class Items:
    """Items by ID, each with a name, tags and perhaps a photo. Starts with two of them."""

    def __init__(self):
        self._lock = threading.Lock()
        self._ids = itertools.count(1)
        self._items = {}
        self.photos = {}
        self.add({"name": "anvil", "tags": ["iron", "heavy"]})
        self.add({"name": "feather", "tags": ["light"]})

    def add(self, fields):
        with self._lock:
            item = {"id": next(self._ids), "name": fields["name"], "tags": list(fields.get("tags") or [])}
            self._items[item["id"]] = item
            return item

    def list(self, tags=(), limit=None):
        """The items that have all of the tags."""
        found = [item for item in self._items.values() if set(tags) <= set(item["tags"])]
        return found[:limit]

    def get(self, id):
        return self._items.get(id)

    def update(self, id, fields):
        item = self._items[id]
        item.update({key: fields[key] for key in ("name", "tags") if fields.get(key) is not None})
        return item

    def delete(self, id):
        return self._items.pop(id, None) is not None

    def csv(self):
        lines = [f"{item['id']},{item['name']}\n" for item in self._items.values()]
        return "id,name\n" + "".join(lines)
