"""`make openapi`: write the OpenAPI document that is committed, so that other programs can be made from it."""

from pathlib import Path

from bot.web.api import document

FILE = Path(__file__).parents[2] / "deploy" / "openapi.json"

if __name__ == "__main__":
    FILE.write_text(document(), encoding="utf-8")
