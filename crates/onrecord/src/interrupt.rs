//! Ctrl-C: one handler for the whole program, which does what the work of the moment wants.

use std::process;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::output::{INTERRUPTED, say};

/// What Ctrl-C does now; without anything it ends the program.
static WANTED: Mutex<Option<Box<dyn FnMut() + Send>>> = Mutex::new(None);

/// Does `work` at every Ctrl-C from now on, instead of what was wanted before.
pub fn at_interrupt(work: impl FnMut() + Send + 'static) {
    // The operating system knows one handler for a process: the first caller sets it, the others change what it does.
    static SET: OnceLock<Result<(), ctrlc::Error>> = OnceLock::new();
    *WANTED.lock().unwrap_or_else(PoisonError::into_inner) = Some(Box::new(work));
    let set = SET.get_or_init(|| {
        ctrlc::set_handler(|| match WANTED.lock().unwrap_or_else(PoisonError::into_inner).as_mut() {
            Some(work) => work(),
            None => process::exit(i32::from(INTERRUPTED)),
        })
    });
    if let Err(error) = set {
        say(&format!("onrecord: Ctrl-C will end the run at once, and cost the last batch ({error})"));
    }
}

/// At the first Ctrl-C, what is being read is finished and kept; at the second, the program ends at once, which costs
/// at most the last batch.
pub fn stop_at_interrupt() -> Arc<AtomicBool> {
    let stop = Arc::new(AtomicBool::new(false));
    let handler = Arc::clone(&stop);
    at_interrupt(move || {
        if handler.swap(true, Ordering::Relaxed) {
            process::exit(i32::from(INTERRUPTED));
        }
        say("onrecord: stopping when what was begun is kept; again to stop at once");
    });
    stop
}
