"""The article, corrected and run: ten parts, from the two moons to real people."""

from seethrough.lessons.article.story import Part, Picture, Story
from seethrough.lessons.article.tell import PARTS, tell

__all__ = ["PARTS", "Part", "Picture", "Story", "tell"]
