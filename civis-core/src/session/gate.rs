//! What holds the calls of a session back together where the Platform says that
//! there are too many of them.
//!
//! As long as nothing is refused the gate is open, and costs one look at a number.
//! A refusal closes it for as long as the answer says, for all threads. Then they go
//! through one by one: slowly at first, then faster with each answer, until it is
//! open again. Where another refusal comes before, the pace goes back to what was
//! taken until then, and grows with more care, so that it settles near what the
//! Platform allows.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Between two requests after the first refusal.
const FIRST: Duration = Duration::from_millis(100);

/// Between two requests at most.
const SLOWEST: Duration = Duration::from_secs(1);

/// Where requests come closer than this, the gate is open.
const OPEN: Duration = Duration::from_millis(1);

/// What an answer leaves of an interval that is longer than the careful one.
const GROWTH: f64 = 0.8;

/// From where on the pace grows with care, before a second refusal tells better.
const CAREFUL: Duration = Duration::from_millis(10);

/// How long a careful pace takes to be nearly three times as fast.
const CARE: Duration = Duration::from_secs(2);

/// After so long without a request, nothing is known of the pace any more.
const FORGET: Duration = Duration::from_secs(30);

/// Shared by the threads of a session. No lock is held while one waits.
#[derive(Debug, Default)]
pub(super) struct Gate {
    /// Even while the gate is open; counts up with each change and refusal.
    epoch: AtomicU64,
    pace: Mutex<Option<Pace>>,
}

#[derive(Debug)]
struct Pace {
    /// When the next request may go.
    next: Instant,
    /// Between two requests.
    interval: Duration,
    /// Where the interval is not longer than this, it shrinks with care.
    careful: Duration,
    /// The first request since the last refusal.
    since: Option<Instant>,
    /// How many requests the Platform took since then.
    taken: u32,
}

impl Pace {
    /// The interval of what was taken since the last refusal, with some room.
    fn measured(&self, now: Instant) -> Option<Duration> {
        let time = now.saturating_duration_since(self.since?);
        let interval = time.checked_div(self.taken)?.mul_f64(1.25);
        Some(interval.clamp(OPEN, SLOWEST))
    }
}

/// What a request that goes through is known by.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pass(u64);

impl Gate {
    /// Lets a request through if the gate is open.
    pub(super) fn open(&self) -> Option<Pass> {
        let epoch = self.epoch.load(Ordering::Acquire);
        epoch.is_multiple_of(2).then_some(Pass(epoch))
    }

    /// Lets a request through, or says how long to wait before it asks again.
    /// `chance`, from 0 to 1, spreads the requests.
    pub(super) fn enter(&self, now: Instant, chance: f64) -> Result<Pass, Duration> {
        let mut pace = self.lock();
        let Some(known) = &mut *pace else {
            return Ok(self.pass());
        };
        if known.next > now {
            return Err(known.next - now);
        }
        if now - known.next >= FORGET {
            *pace = None;
            self.epoch.fetch_add(1, Ordering::Release);
        } else {
            known.since.get_or_insert(now);
            known.next = now + known.interval.mul_f64(0.5 + chance.clamp(0.0, 1.0));
        }
        Ok(self.pass())
    }

    /// A pass without a wait, for a call that has no time for one: the answer will
    /// tell it more than an error of ours.
    pub(super) fn pass(&self) -> Pass {
        Pass(self.epoch.load(Ordering::Acquire))
    }

    /// The Platform took a request.
    pub(super) fn accepted(&self, pass: Pass) {
        if pass.0.is_multiple_of(2) {
            return;
        }
        let mut pace = self.lock();
        let Some(known) = pace.as_mut().filter(|_| self.pass().0 == pass.0) else {
            return;
        };
        known.taken = known.taken.saturating_add(1);
        let left = if known.interval > known.careful {
            GROWTH
        } else {
            1.0 - known.interval.div_duration_f64(CARE).min(1.0 - GROWTH)
        };
        known.interval = known.interval.mul_f64(left);
        if known.interval < OPEN {
            *pace = None;
            self.epoch.fetch_add(1, Ordering::Release);
        }
    }

    /// The Platform refused a request, and asks for so much time. Of requests that
    /// were let through before an earlier refusal was known, nothing is learned but
    /// the time.
    pub(super) fn refused(&self, pass: Pass, now: Instant, wait: Duration) {
        let mut pace = self.lock();
        let epoch = self.pass().0;
        // A time beyond all counting is one that nobody waits for.
        let next = now.checked_add(wait).unwrap_or(now);
        match &mut *pace {
            None => {
                *pace = Some(Pace {
                    next,
                    interval: FIRST,
                    careful: CAREFUL,
                    since: None,
                    taken: 0,
                });
                self.epoch.fetch_add(1, Ordering::Release);
            }
            Some(known) => {
                known.next = known.next.max(next);
                if epoch == pass.0 {
                    known.interval = known
                        .measured(now)
                        .unwrap_or_else(|| (known.interval * 2).min(SLOWEST));
                    known.careful = known.interval;
                    known.since = None;
                    known.taken = 0;
                    self.epoch.fetch_add(2, Ordering::Release);
                }
            }
        }
    }

    /// Nothing panics while the lock is held, so what is in it is whole.
    fn lock(&self) -> MutexGuard<'_, Option<Pace>> {
        self.pace.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;
    use std::time::{Duration, Instant};

    use super::{FIRST, FORGET, Gate, SLOWEST};

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn an_open_gate_lets_everyone_through_at_once() {
        let gate = Gate::default();
        let now = Instant::now();
        for _ in 0..1000 {
            let pass = gate.open().expect("open");
            gate.accepted(pass);
            gate.enter(now, 0.5).expect("open");
        }
    }

    #[test]
    fn a_refusal_holds_everyone_back_for_its_time_and_then_one_by_one() {
        let gate = Gate::default();
        let now = Instant::now();
        let pass = gate.open().expect("open");
        gate.refused(pass, now, 7 * SECOND);
        // Others that were under way tell the same, and nothing new.
        gate.refused(pass, now + SECOND, 2 * SECOND);
        assert!(gate.open().is_none());
        assert_eq!(gate.enter(now + SECOND, 0.5).err(), Some(6 * SECOND));
        let then = now + 7 * SECOND;
        gate.enter(then, 0.5).expect("the time is over");
        assert_eq!(gate.enter(then, 0.5).err(), Some(FIRST));
        gate.enter(then + FIRST, 0.0).expect("its turn");
        assert_eq!(gate.enter(then + FIRST, 0.0).err(), Some(FIRST / 2));
    }

    #[test]
    fn the_pace_grows_back_within_seconds() {
        let gate = Gate::default();
        let start = Instant::now();
        let mut now = start;
        gate.refused(gate.pass(), now, Duration::ZERO);
        let mut taken = 0;
        let mut in_half_a_second = 0;
        while gate.open().is_none() {
            match gate.enter(now, 0.5) {
                Ok(pass) => {
                    gate.accepted(pass);
                    taken += 1;
                }
                Err(wait) => now += wait,
            }
            if now - start < SECOND / 2 {
                in_half_a_second = taken;
            }
        }
        assert!(in_half_a_second > 10, "{in_half_a_second}");
        assert!(now - start < 6 * SECOND, "{:?}", now - start);
    }

    #[test]
    fn a_pace_at_which_all_is_refused_is_halved_down_to_the_slowest() {
        let gate = Gate::default();
        let mut now = Instant::now();
        for turn in 0..8 {
            let pass = gate.enter(now, 0.5).expect("its turn");
            gate.refused(pass, now, Duration::ZERO);
            gate.enter(now + SLOWEST, 0.5).expect("its turn");
            let expected = (FIRST * (1 << turn)).min(SLOWEST);
            assert_eq!(gate.enter(now + SLOWEST, 0.5).err(), Some(expected));
            now += 3 * SLOWEST;
        }
    }

    #[test]
    fn what_was_learned_is_forgotten_when_nobody_calls() {
        let gate = Gate::default();
        let now = Instant::now();
        gate.refused(gate.pass(), now, SECOND);
        gate.enter(now + SECOND + FORGET, 0.5).expect("open");
        assert!(gate.open().is_some());
    }

    #[test]
    fn a_time_beyond_all_counting_holds_nobody_back() {
        let gate = Gate::default();
        let now = Instant::now();
        gate.refused(gate.pass(), now, Duration::MAX);
        gate.enter(now, 0.5).expect("through");
    }

    /// A server that allows so many requests a second, and so many at once.
    struct Bucket {
        rate: f64,
        size: f64,
        left: f64,
        at: Instant,
    }

    impl Bucket {
        fn takes(&mut self, now: Instant) -> bool {
            let since = now.saturating_duration_since(self.at).as_secs_f64();
            self.left = self.size.min(self.left + self.rate * since);
            self.at = self.at.max(now);
            let takes = self.left >= 1.0;
            if takes {
                self.left -= 1.0;
            }
            takes
        }
    }

    /// A simulation: when each of 64 threads asks next, in the order of time.
    #[test]
    fn many_threads_settle_near_what_the_server_allows() {
        for (rate, size) in [(20.0, 5.0), (100.0, 20.0), (300.0, 30.0)] {
            let gate = Gate::default();
            let start = Instant::now();
            let mut bucket = Bucket {
                rate,
                size,
                left: size,
                at: start,
            };
            let mut random = fastrand::Rng::with_seed(7);
            let mut queue: VecDeque<Instant> = [start; 64].into();
            let (mut sent, mut taken, mut end) = (0, 0, start);
            while taken < 2000 {
                queue.make_contiguous().sort();
                let now = queue.pop_front().expect("a thread");
                end = now;
                match gate.enter(now, random.f64()) {
                    Err(wait) => queue.push_back(now + wait),
                    Ok(pass) => {
                        sent += 1;
                        let answer = now + Duration::from_millis(2);
                        if bucket.takes(now) {
                            taken += 1;
                            gate.accepted(pass);
                            queue.push_back(answer);
                        } else {
                            gate.refused(pass, now, SECOND);
                            queue.push_back(now + SECOND);
                        }
                    }
                }
            }
            let took = (end - start).as_secs_f64();
            let best = 2000.0 / rate;
            assert!(sent < 2000 * 11 / 10, "{rate}: {sent} requests");
            assert!(took < 3.0 * best, "{rate}: {took} s, at best {best} s");
        }
    }
}
