"""What the office may word itself: mails, help and notices; each text as shipped, or as its newest version says."""

from .registry import Text, Topic, register
from .slots import Slot
from .writing import Written, paragraphs, write


__all__ = ["Slot", "Text", "Topic", "Written", "paragraphs", "register", "write"]
