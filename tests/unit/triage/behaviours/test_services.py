import pytest

from vedette.triage.behaviours.services import belongs


@pytest.mark.parametrize(
    ("variable", "address"),
    [
        ("GITHUB_TOKEN", "https://api.github.com/user"),
        ("gh_token", "HTTPS://API.GITHUB.COM:443/"),
        ("DISCORD_TOKEN", "https://discord.com/api/users/@me"),
        ("AWS_SECRET_ACCESS_KEY", "https://sts.amazonaws.com/"),
    ],
)
def test_a_token_that_goes_where_it_is_for(variable: str, address: str) -> None:
    assert belongs(variable, address)


@pytest.mark.parametrize(
    ("variable", "address"),
    [
        ("GITHUB_TOKEN", "http://api.github.com/user"),
        ("GITHUB_TOKEN", "https://api.github.com.x.invalid/user"),
        ("GITHUB_TOKEN", "https://api.github.com@x.invalid/user"),
        ("GITHUB_TOKEN", "https://api.gitlab.com/"),
        ("DISCORD_TOKEN", "https://discord.com/api/webhooks/1/x"),
        ("~/.ssh/id_rsa", "https://api.github.com/gists"),
        ("github", "https://api.github.com/"),
        ("GITHUB_TOKEN", "https://[::1"),
        ("", ""),
    ],
)
def test_anything_else_is_somebody_elses(variable: str, address: str) -> None:
    assert not belongs(variable, address)
