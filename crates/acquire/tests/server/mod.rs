//! A web server on this machine that answers as the test says, however badly.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// What was asked: the path, and the header fields in lower case.
pub struct Asked {
    pub path: String,
    pub head: String,
}

/// A running server; it ends with the test program.
pub struct Server {
    pub port: u16,
    asked: Arc<Mutex<Vec<(String, String)>>>,
}

impl Server {
    /// Answers every request, one thread each. Without an answer for it, robots.txt is missing.
    pub fn start(answer: impl Fn(&Asked, &mut TcpStream) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let asked: Arc<Mutex<Vec<(String, String)>>> = Arc::default();
        let (log, answer) = (Arc::clone(&asked), Arc::new(answer));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (log, answer) = (Arc::clone(&log), Arc::clone(&answer));
                thread::spawn(move || serve(stream, &log, answer.as_ref()));
            }
        });
        Self { port, asked }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// The paths that were asked for so far.
    pub fn paths(&self) -> Vec<String> {
        self.asked.lock().unwrap().iter().map(|(path, _)| path.clone()).collect()
    }

    /// The header fields of the last request for a path, in lower case.
    pub fn head(&self, path: &str) -> String {
        self.heads(path).pop().unwrap_or_default()
    }

    /// The same of every request for a path, and what was posted.
    pub fn heads(&self, path: &str) -> Vec<String> {
        let asked = self.asked.lock().unwrap();
        asked.iter().filter(|(asked, _)| asked == path).map(|(_, head)| head.clone()).collect()
    }
}

fn serve(mut stream: TcpStream, log: &Mutex<Vec<(String, String)>>, answer: &dyn Fn(&Asked, &mut TcpStream)) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let (mut head, mut length) = (String::new(), 0);
    while let Ok(read) = reader.read_line(&mut head) {
        if read == 0 {
            return;
        }
        if head.ends_with("\r\n\r\n") {
            break;
        }
        let line = head.lines().last().unwrap_or_default().to_ascii_lowercase();
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or(0);
        }
    }
    let path = head.split_whitespace().nth(1).unwrap_or_default().to_owned();
    let mut body = vec![0; length];
    if std::io::Read::read_exact(&mut reader, &mut body).is_err() {
        return;
    }
    // The head is kept in lower case, what was posted as it came.
    let head = format!("{}{}", head.to_ascii_lowercase(), String::from_utf8_lossy(&body));
    log.lock().unwrap().push((path.clone(), head.clone()));
    answer(&Asked { path, head }, &mut stream);
    let _ = stream.flush();
}

/// Writes a whole answer and closes the connection. That nobody reads it any more is part of the tests.
pub fn send(stream: &mut TcpStream, status: &str, fields: &str, body: &[u8]) {
    let length = body.len();
    let head = format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n{fields}\r\n");
    let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body));
}

/// A page of HTML.
pub fn send_page(stream: &mut TcpStream, html: &str) {
    send(stream, "200 OK", "Content-Type: text/html; charset=utf-8\r\n", html.as_bytes());
}

/// Says that there is nothing.
pub fn send_nothing(stream: &mut TcpStream) {
    send(stream, "404 Not Found", "Content-Type: text/html\r\n", b"<p>nothing here");
}
