"""Pages of web servers are told from pages, templates and scripts that look like them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.triage.identify import identify
from vedette.triage.identify.server_pages import is_server_page
from vedette.triage.kinds import Kind

PAGES = (
    '<%@ Page Language="C#" %><html><body>hello</body></html>',
    '<%@ WebHandler Language="C#" Class="H" %>\nusing System.Web;\npublic class H {}',
    '<%@page import="java.util.*"%><html></html>',
    '<%eval request("a")%>',
    '<html><% Response.Write "a" %></html>',
    '<script runat="server" language="JScript">function a(){}</script>',
    "<html><% Runtime.getRuntime().availableProcessors(); %></html>",
)


@pytest.mark.parametrize("text", PAGES)
@pytest.mark.parametrize("name", ["", "a", "a.aspx", "a.txt", "a.html"])
def test_pages_of_servers(text: str, name: str) -> None:
    assert identify(text.encode(), name) is Kind.SERVER_PAGE


def test_a_page_that_begins_like_a_picture() -> None:
    assert identify(b'GIF89a\n<%@ Page Language="C#" %><% eval(Request["a"]); %>') is Kind.SERVER_PAGE


@pytest.mark.parametrize(
    "text",
    [
        "<html><% items.forEach(function (one) { %><li><%= one.name %></li><% }) %></html>",
        "<% if @user.admin? %>\n<%= link_to 'a', b_path %>\n<% end %>",
        "<html><script>var a = '100%';</script></html>",
        "<p>ASP pages begin with a directive.</p>",
    ],
)
def test_templates_of_other_languages(text: str) -> None:
    assert not is_server_page(text)


def test_a_script_that_holds_a_page_is_what_it_is_called() -> None:
    text = "import os\nPAGE = '''<%@ Page Language=\"C#\" %>'''\nprint(PAGE)\n"
    assert identify(text.encode(), "a.py") is Kind.PYTHON


@given(st.text(max_size=300))
def test_any_text_is_looked_at(text: str) -> None:
    assert is_server_page(text) in (True, False)
    assert is_server_page("<%@ page " + text)
