//! How old an answer may be, and who waits for a new one.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use axum::http::{Method, StatusCode};

use super::site::{HOST, Setup, Site, TOKEN, request};
use crate::serve::answer::Answer;
use crate::serve::asked::Asked;
use crate::serve::endpoints::Endpoint;
use crate::serve::guard::Needs;
use crate::serve::places::Cost;
use crate::serve::problem::Problem;
use crate::serve::respond::answer;
use crate::serve::server::{Server, Settings};
use crate::serve::token::Token;

/// How often the view was made.
static MADE: AtomicUsize = AtomicUsize::new(0);

/// So long it takes.
const TAKES: Duration = Duration::from_millis(300);

fn make(_: &Asked<'_>) -> Result<Answer, Problem> {
    std::thread::sleep(TAKES);
    Ok(Answer::new(StatusCode::OK, "text/plain", (MADE.fetch_add(1, Ordering::SeqCst) + 1).to_string()))
}

static VIEW: Endpoint = Endpoint {
    sent: false,
    path: "/view",
    api: None,
    needs: Needs::Reading,
    cost: Cost::View,
    body: 0,
    handler: make,
};

/// What the view says, and how old it is.
async fn view(server: &Arc<Server>, headers: &[(&str, &str)]) -> (usize, Option<String>) {
    let request = request(Method::GET, "/view", headers, "");
    let answer = answer(Arc::clone(server), &VIEW, BTreeMap::new(), request).await.into_response(None);
    let age = answer.headers().get("age").map(|age| age.to_str().unwrap().to_owned());
    let body = axum::body::to_bytes(answer.into_body(), 100).await.unwrap();
    (String::from_utf8(body.to_vec()).unwrap().parse().unwrap(), age)
}

#[test]
fn nobody_waits_for_a_view_that_is_old_but_not_too_old_and_whoever_may_write_sees_a_new_one() {
    let site = Site::new(&[], Setup::default());
    let server = Server::new(Settings {
        store: site.path(),
        hosts: vec![HOST.to_owned()],
        everywhere: false,
        token: Some(Token::new(TOKEN)),
        query_time: Duration::from_secs(20),
        // Young for two seconds at most; given for six.
        keep: Duration::from_secs(2),
    });
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        // Those who come first wait together.
        let all = futures_of(&server, 5).await;
        assert_eq!(all.iter().map(|(made, _)| *made).collect::<Vec<_>>(), [1; 5]);
        assert_eq!(all.iter().filter(|(_, age)| age.is_none()).count(), 1, "one was made, the others given");
        let signed = format!("Bearer {TOKEN}");
        assert_eq!(view(&server, &[("authorization", &signed)]).await, (2, None));
        assert_eq!(view(&server, &[]).await.0, 1, "what is made for one who may write is nobody else's");
        tokio::time::sleep(Duration::from_millis(2_100)).await;
        let begun = Instant::now();
        let (made, age) = view(&server, &[]).await;
        assert!(begun.elapsed() < TAKES, "it was there: {:?}", begun.elapsed());
        assert_eq!((made, age.unwrap().parse::<u64>().unwrap() >= 2), (1, true));
        while view(&server, &[]).await.0 == 1 {
            assert!(begun.elapsed() < Duration::from_secs(20), "nobody makes it anew");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        assert_eq!(view(&server, &[]).await.0, 3, "one made it for all");
        server.kept.forget();
        assert_eq!(view(&server, &[]).await, (4, None));
    });
}

/// The view for so many who ask at the same time.
async fn futures_of(server: &Arc<Server>, many: usize) -> Vec<(usize, Option<String>)> {
    let ask = |server: Arc<Server>| async move { view(&server, &[]).await };
    let asking: Vec<_> = (0..many).map(|_| tokio::spawn(ask(Arc::clone(server)))).collect();
    let mut all = Vec::new();
    for one in asking {
        all.push(one.await.unwrap());
    }
    all
}
