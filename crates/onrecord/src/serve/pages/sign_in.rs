//! Giving the token to the browser, and taking it back.

use axum::http::StatusCode;
use maud::html;

use crate::serve::answer::Answer;
use crate::serve::asked::Asked;
use crate::serve::problem::Problem;

/// `GET /sign-in`
pub fn page(asked: &Asked<'_>) -> Result<Answer, Problem> {
    let content = html! {
        h1 { "Sign in" }
        @if asked.server.settings.token.is_none() {
            p { "This server only reads. Start it with " code { "--token-file FILE" } " to correct." }
        } @else if asked.may_write {
            p { "You are signed in and may correct." }
            form.correct method="post" action="/sign-out" { button { "Sign out" } }
        } @else {
            p { "The token stands in the server's token file." }
            form.correct method="post" action="/sign-in" {
                label { "Token" input type="password" name="token" required autocomplete="current-password"; }
                button { "Sign in" }
            }
        }
    };
    super::page(asked, "Sign in", &content)
}

/// `POST /sign-in`
pub fn sign_in(asked: &Asked<'_>) -> Result<Answer, Problem> {
    let form = asked.form();
    let given = form.get("token").map_or("", |token| token.trim());
    match &asked.server.settings.token {
        Some(token) if token.is(given) => Ok(Answer::see("/").with_cookie(token.cookie())),
        Some(_) => Err(Problem::new(
            StatusCode::UNAUTHORIZED,
            "The token is wrong; it stands in the server's token file.",
        )),
        None => Err(Problem::new(
            StatusCode::FORBIDDEN,
            "This server only reads; start it with --token-file to correct.",
        )),
    }
}

/// `POST /sign-out`
pub fn sign_out(_: &Asked<'_>) -> Result<Answer, Problem> {
    Ok(Answer::see("/").with_cookie(""))
}
