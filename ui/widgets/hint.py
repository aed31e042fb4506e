"""Texts under the mouse: shown as they are, also where they look like a web page.

Qt takes a tool tip for rich text as soon as it holds a tag, and would then do what the tag says.
Names come from lists and from other laptops.
"""

from html import escape

from PySide6.QtGui import Qt


def hint(text: str) -> str:
    """`text` as a tool tip that shows just that."""
    return f"<p>{escape(text)}</p>" if Qt.mightBeRichText(text) else text
