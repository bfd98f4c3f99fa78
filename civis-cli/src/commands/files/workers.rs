//! Several transfers at once.

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

/// Does the same with each item, several at a time, and returns the results in the order of the items. After the first
/// failure no other item is begun; its result is `None`.
pub(super) fn run<T: Sync, R: Send, E: Send>(
    items: &[T],
    at_once: NonZeroUsize,
    work: impl Fn(&T) -> Result<R, E> + Sync,
) -> Vec<Option<Result<R, E>>> {
    let next = AtomicUsize::new(0);
    let has_failed = AtomicBool::new(false);
    let results: Vec<Mutex<Option<Result<R, E>>>> =
        items.iter().map(|_| Mutex::default()).collect();
    let worker = || {
        while !has_failed.load(Ordering::Relaxed) {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let (Some(item), Some(slot)) = (items.get(index), results.get(index)) else {
                return;
            };
            let result = work(item);
            has_failed.fetch_or(result.is_err(), Ordering::Relaxed);
            *slot.lock().unwrap_or_else(PoisonError::into_inner) = Some(result);
        }
    };
    thread::scope(|scope| {
        for _ in 1..at_once.get().min(items.len()) {
            scope.spawn(worker);
        }
        worker();
    });
    let results = results.into_iter();
    results
        .map(|slot| slot.into_inner().unwrap_or_else(PoisonError::into_inner))
        .collect()
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroUsize;
    use std::sync::Barrier;

    use super::run;

    #[test]
    fn results_are_in_the_order_of_the_items() {
        let both = Barrier::new(2);
        let two = NonZeroUsize::new(2).expect("not 0");
        let results = run(&[1, 2], two, |item| {
            // Neither is done before both have begun.
            both.wait();
            Ok::<_, ()>(item * 10)
        });
        assert_eq!(results, [Some(Ok(10)), Some(Ok(20))]);
    }

    #[test]
    fn nothing_is_begun_after_a_failure() {
        let one = NonZeroUsize::MIN;
        let results = run(&[1, 2, 3], one, |item| {
            if *item == 2 { Err("no") } else { Ok(*item) }
        });
        assert_eq!(results, [Some(Ok(1)), Some(Err("no")), None]);
    }
}
