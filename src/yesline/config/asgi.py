"""The whole front door as one ASGI application: pages, files, hints and the phones' line."""

from yesline.config.wsgi import application as pages
from yesline.front import app
from yesline.web import assets, warm

application = app.build(pages=pages, files=assets.ROOT, version=assets.version(), warm_up=warm.up)
