from vedette.core.executions import Program
from vedette.sandbox.jail.bubblewrap import command_line
from vedette.sandbox.jail.layout import Mount


def test_everything_is_apart_and_the_environment_is_the_programs_only() -> None:
    mounts = [Mount("ro", "/usr", "/usr"), Mount("link", "usr/lib", "/lib"), Mount("rw", "/s/work", "/box")]
    words = command_line("/usr/bin/bwrap", mounts, Program(command=("a", "--", "b"), environ={"N": "v"}))
    text = " ".join(words)
    assert words[:2] == ["/usr/bin/bwrap", "--unshare-all"]
    assert {"--die-with-parent", "--new-session", "--clearenv", "--seccomp"} <= set(words)
    assert "--setenv N v" in text
    assert "--ro-bind /usr /usr --symlink usr/lib /lib --bind /s/work /box" in text
    assert text.index("--remount-ro /") > text.index("--bind")
    assert words[-4:] == ["--", "a", "--", "b"]
    assert "--share-net" not in words
