"""For templates that show facts."""

from django import template

from yesline.web import markdown

register = template.Library()
register.filter("markdown", markdown.shown)
