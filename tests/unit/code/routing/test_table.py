"""Which request reaches which weakness, in the frameworks people use, and over files."""

import pytest

from tests.unit.code.shipped import KNOWLEDGE
from vedette.code import scan
from vedette.code.routing import Routes
from vedette.code.routing.table import Way
from vedette.core.digest import sha256
from vedette.core.nouns import Finding
from vedette.core.sources import SourceFile
from vedette.lang import Facts
from vedette.lang.python import lower


def found(files: dict[str, str]) -> list[Finding]:
    sources = [
        SourceFile(path, sha256(text.encode()), len(text), text.encode) for path, text in files.items()
    ]
    return list(scan(sources, KNOWLEDGE).findings)


def routes(files: dict[str, str], rule: str = "command-injection") -> list[tuple[str, ...]]:
    """Path, methods, parameter and its place, of every route to a weakness."""
    return [
        (route.path, " ".join(route.methods), *(f"{one.place} {one.name}" for one in route.parameters))
        for finding in found(files)
        if finding.rule == rule
        for route in finding.routes
    ]


FLASK = """
import os
from flask import Blueprint, Flask, request
app = Flask(__name__)
bp = Blueprint("shop", __name__, url_prefix="/shop")

@{on}
def show({parameters}):
    os.system("echo " + {value})
    return ""
{after}
"""


@pytest.mark.parametrize(
    ("on", "parameters", "value", "after", "route"),
    [
        ('app.route("/ping")', "", 'request.args["host"]', "", ("/ping", "", "query host")),
        (
            'app.route("/ping", methods=["POST", "put"])',
            "",
            'request.form.get("host")',
            "",
            ("/ping", "POST PUT", "body host"),
        ),
        ('app.post("/ping")', "", 'request.headers["X-Name"]', "", ("/ping", "POST", "header X-Name")),
        ('app.get("/u/<name>")', "name", "name", "", ("/u/{name}", "GET", "path name")),
        ('app.get("/f/<path:rest>")', "rest", "rest", "", ("/f/{rest*}", "GET", "path rest")),
        ('app.route("/c")', "", 'request.cookies["id"]', "", ("/c", "", "cookie id")),
        (
            'bp.route("/item")',
            "",
            'request.args["q"]',
            "app.register_blueprint(bp)",
            ("/shop/item", "", "query q"),
        ),
    ],
)
def test_flask(on: str, parameters: str, value: str, after: str, route: tuple[str, ...]) -> None:
    assert routes({"app.py": FLASK.format(on=on, parameters=parameters, value=value, after=after)}) == [route]


def test_a_blueprint_is_found_where_another_file_mounts_it() -> None:
    views = """
import os
from flask import Blueprint, request
api = Blueprint("api", __name__)

@api.get("/run")
def run():
    os.system(request.args["what"])
    return ""
"""
    app = """
from flask import Flask
from shop.views import api

def create_app():
    app = Flask(__name__)
    app.register_blueprint(api, url_prefix="/v1")
    return app
"""
    assert routes({"shop/views.py": views, "shop/app.py": app}) == [("/v1/run", "GET", "query what")]


def test_fastapi_routers_within_routers() -> None:
    files = {
        "api/users.py": """
import os
from fastapi import APIRouter
router = APIRouter(prefix="/users")

@router.get("/{name}")
def show(name: str, sort: str):
    os.system("finger " + name)
    os.system("sort " + sort)
""",
        "api/__init__.py": """
from fastapi import APIRouter
from api.users import router as users
router = APIRouter()
router.include_router(users, prefix="/v2")
""",
        "main.py": """
from fastapi import FastAPI
from api import router
app = FastAPI()
app.include_router(router, prefix="/api")
""",
    }
    paths = routes(files)
    assert ("/api/v2/users/{name}", "GET", "path name") in paths
    assert ("/api/v2/users/{name}", "GET", "any sort") in paths


def test_django_views_included_under_a_prefix() -> None:
    files = {
        "site/urls.py": """
from django.urls import include, path
urlpatterns = [path("shop/", include("shop.urls"))]
""",
        "shop/urls.py": """
from django.urls import path, re_path
from shop import views
urlpatterns = [
    path("item/<int:pk>/", views.item),
    re_path(r"^old/(?P<name>[a-z]+)/$", views.old),
]
""",
        "shop/views.py": """
import os

def item(request, pk):
    os.system(request.GET["size"])

def old(request, name):
    os.system("show " + name)
""",
    }
    assert sorted(routes(files)) == [
        ("/shop/item/{pk}/", "", "query size"),
        ("/shop/old/{name}/", "", "path name"),
    ]


def test_a_class_answers_by_its_methods() -> None:
    text = """
import os
from flask import Flask, request
from flask.views import MethodView
app = Flask(__name__)

class Show(MethodView):
    def post(self):
        os.system(request.form["a"])
        return ""

app.add_url_rule("/show", view_func=Show.as_view("show"))
"""
    assert routes({"app.py": text}) == [("/show", "POST", "body a")]


def test_what_no_request_reaches_has_no_route() -> None:
    text = """
import os, sys
os.system(sys.argv[1])

def run(what):
    os.system(what)
"""
    assert routes({"tool.py": text}) == []


def test_groups_that_hold_each_other_come_to_an_end() -> None:
    text = """
import os
from fastapi import APIRouter
a = APIRouter(prefix="/a")
b = APIRouter(prefix="/b")
a.include_router(b)
b.include_router(a)

@a.get("/x")
def x(q: str):
    os.system(q)
"""
    assert routes({"app.py": text})


def test_only_files_that_may_have_routes_and_those_they_lead_to_are_read() -> None:
    read: list[str] = []
    texts = {
        "urls.py": b"from django.urls import path\nimport shop.views as v\nurls = [path('a', v.show)]\n",
        "shop/views.py": b"def show(request):\n    return request\n",
        "shop/words.py": b"def shout(text):\n    return text\n",
    }

    def facts(path: str) -> Facts:
        read.append(path)
        return lower(texts[path])

    routes = Routes(texts, lambda: ["urls.py"], facts)
    assert routes.at("shop/views.py", texts["shop/views.py"].index(b"show") + 1) == (Way("/a", ()),)
    assert read == ["urls.py", "shop/views.py"]
