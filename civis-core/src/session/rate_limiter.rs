//! Slows the calls of a session down together when the Platform says that there are
//! too many of them.
//!
//! As long as no request is refused the limiter is open, and costs one atomic load.
//! A refusal closes it for all threads, for as long as the response asks. Then
//! requests pass one at a time: slowly at first, faster with each one that the
//! Platform accepts, until the limiter is open again. If another refusal comes before
//! that, the rate falls back to the one that the Platform has accepted so far and
//! grows more carefully, so that it settles near the Platform's limit.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// The interval between two requests after the first refusal.
const FIRST_INTERVAL: Duration = Duration::from_millis(100);

/// The longest interval between two requests.
const MAX_INTERVAL: Duration = Duration::from_secs(1);

/// The limiter opens once the interval is shorter than this.
const MIN_INTERVAL: Duration = Duration::from_millis(1);

/// The factor by which an accepted request shortens an interval above the careful one.
const FAST_FACTOR: f64 = 0.8;

/// The careful interval until a second refusal gives a better one.
const FIRST_CAREFUL: Duration = Duration::from_millis(10);

/// In the careful range, the time in which the rate grows by a factor of e.
const CAREFUL_GROWTH: Duration = Duration::from_secs(2);

/// Without a request for this long, the limiter forgets the rate and opens.
const FORGET_AFTER: Duration = Duration::from_secs(30);

/// Shared by the threads of a session. No lock is held while a thread waits.
#[derive(Debug, Default)]
pub(super) struct RateLimiter {
    /// Even while the limiter is open. It grows whenever the limiter opens or closes,
    /// and with each refusal that changes the rate.
    epoch: AtomicU64,
    /// `None` while the limiter is open.
    pace: Mutex<Option<Pace>>,
}

#[derive(Debug)]
struct Pace {
    /// When the next request may go.
    next: Instant,
    /// The interval between two requests.
    interval: Duration,
    /// At or below this interval, it shrinks carefully.
    careful: Duration,
    /// The time of the first request since the last refusal.
    since: Option<Instant>,
    /// The number of requests that the Platform has accepted since then.
    accepted: u32,
}

impl Pace {
    /// The mean interval of the accepted requests since the last refusal, with a
    /// margin.
    fn measured(&self, now: Instant) -> Option<Duration> {
        let time = now.saturating_duration_since(self.since?);
        let interval = time.checked_div(self.accepted)?.mul_f64(1.25);
        Some(interval.clamp(MIN_INTERVAL, MAX_INTERVAL))
    }
}

/// Permission to send one request. Its result is recorded with it, so that results from
/// before the last change of the rate are recognized.
#[derive(Debug, Clone, Copy)]
pub(super) struct Permit {
    epoch: u64,
}

impl RateLimiter {
    /// Returns a permit if the limiter is open.
    pub(super) fn permit_if_open(&self) -> Option<Permit> {
        let permit = self.permit_unchecked();
        permit.epoch.is_multiple_of(2).then_some(permit)
    }

    /// Returns a permit, or how long to wait before the next try. `random`, from 0 to
    /// 1, spreads the requests.
    pub(super) fn acquire(&self, now: Instant, random: f64) -> Result<Permit, Duration> {
        let mut guard = self.lock();
        let Some(pace) = &mut *guard else {
            return Ok(self.permit_unchecked());
        };
        if pace.next > now {
            return Err(pace.next - now);
        }
        if now - pace.next >= FORGET_AFTER {
            *guard = None;
            self.epoch.fetch_add(1, Ordering::Release);
        } else {
            pace.since.get_or_insert(now);
            pace.next = now + pace.interval.mul_f64(0.5 + random.clamp(0.0, 1.0));
        }
        Ok(self.permit_unchecked())
    }

    /// Returns a permit without a wait, for a call that has no time for one: the
    /// Platform's response will say more than an error made here.
    pub(super) fn permit_unchecked(&self) -> Permit {
        Permit {
            epoch: self.epoch.load(Ordering::Acquire),
        }
    }

    /// Records that the Platform accepted a request.
    pub(super) fn record_accepted(&self, permit: Permit) {
        if permit.epoch.is_multiple_of(2) {
            return;
        }
        let mut guard = self.lock();
        let is_current = self.permit_unchecked().epoch == permit.epoch;
        let Some(pace) = guard.as_mut().filter(|_| is_current) else {
            return;
        };
        pace.accepted = pace.accepted.saturating_add(1);
        let factor = if pace.interval > pace.careful {
            FAST_FACTOR
        } else {
            let growth = pace.interval.div_duration_f64(CAREFUL_GROWTH);
            1.0 - growth.min(1.0 - FAST_FACTOR)
        };
        pace.interval = pace.interval.mul_f64(factor);
        if pace.interval < MIN_INTERVAL {
            *guard = None;
            self.epoch.fetch_add(1, Ordering::Release);
        }
    }

    /// Records that the Platform refused a request and asked for a wait. If the
    /// permit is older than the last refusal, only the wait counts.
    pub(super) fn record_refused(&self, permit: Permit, now: Instant, wait: Duration) {
        let mut guard = self.lock();
        // Nobody waits for a time that cannot be represented.
        let next = now.checked_add(wait).unwrap_or(now);
        let Some(pace) = &mut *guard else {
            *guard = Some(Pace {
                next,
                interval: FIRST_INTERVAL,
                careful: FIRST_CAREFUL,
                since: None,
                accepted: 0,
            });
            self.epoch.fetch_add(1, Ordering::Release);
            return;
        };
        pace.next = pace.next.max(next);
        if self.permit_unchecked().epoch == permit.epoch {
            pace.interval = pace
                .measured(now)
                .unwrap_or_else(|| (pace.interval * 2).min(MAX_INTERVAL));
            pace.careful = pace.interval;
            pace.since = None;
            pace.accepted = 0;
            self.epoch.fetch_add(2, Ordering::Release);
        }
    }

    /// Nothing panics while the lock is held, so its content is valid.
    fn lock(&self) -> MutexGuard<'_, Option<Pace>> {
        self.pace.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;
    use std::time::{Duration, Instant};

    use super::{FIRST_INTERVAL, FORGET_AFTER, MAX_INTERVAL, RateLimiter};

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn an_open_limiter_delays_nothing() {
        let rate_limiter = RateLimiter::default();
        let now = Instant::now();
        for _ in 0..1000 {
            let permit = rate_limiter.permit_if_open().expect("open");
            rate_limiter.record_accepted(permit);
            rate_limiter.acquire(now, 0.5).expect("open");
        }
    }

    #[test]
    fn after_a_429_calls_wait_and_then_pass_one_at_a_time() {
        let rate_limiter = RateLimiter::default();
        let now = Instant::now();
        let permit = rate_limiter.permit_if_open().expect("open");
        rate_limiter.record_refused(permit, now, 7 * SECOND);
        // Requests in flight are rejected too, which changes nothing.
        rate_limiter.record_refused(permit, now + SECOND, 2 * SECOND);
        assert!(rate_limiter.permit_if_open().is_none());
        assert_eq!(
            rate_limiter.acquire(now + SECOND, 0.5).err(),
            Some(6 * SECOND)
        );
        let then = now + 7 * SECOND;
        rate_limiter.acquire(then, 0.5).expect("the time is over");
        assert_eq!(rate_limiter.acquire(then, 0.5).err(), Some(FIRST_INTERVAL));
        rate_limiter
            .acquire(then + FIRST_INTERVAL, 0.0)
            .expect("a permit");
        assert_eq!(
            rate_limiter.acquire(then + FIRST_INTERVAL, 0.0).err(),
            Some(FIRST_INTERVAL / 2)
        );
    }

    #[test]
    fn the_rate_recovers_within_seconds() {
        let rate_limiter = RateLimiter::default();
        let start = Instant::now();
        let mut now = start;
        rate_limiter.record_refused(rate_limiter.permit_unchecked(), now, Duration::ZERO);
        let mut accepted = 0;
        let mut in_half_a_second = 0;
        while rate_limiter.permit_if_open().is_none() {
            match rate_limiter.acquire(now, 0.5) {
                Ok(permit) => {
                    rate_limiter.record_accepted(permit);
                    accepted += 1;
                }
                Err(wait) => now += wait,
            }
            if now - start < SECOND / 2 {
                in_half_a_second = accepted;
            }
        }
        assert!(in_half_a_second > 10, "{in_half_a_second}");
        assert!(now - start < 6 * SECOND, "{:?}", now - start);
    }

    #[test]
    fn repeated_429s_halve_the_rate_down_to_the_minimum() {
        let rate_limiter = RateLimiter::default();
        let mut now = Instant::now();
        for turn in 0..8 {
            let permit = rate_limiter.acquire(now, 0.5).expect("a permit");
            rate_limiter.record_refused(permit, now, Duration::ZERO);
            rate_limiter
                .acquire(now + MAX_INTERVAL, 0.5)
                .expect("a permit");
            let expected = (FIRST_INTERVAL * (1 << turn)).min(MAX_INTERVAL);
            assert_eq!(
                rate_limiter.acquire(now + MAX_INTERVAL, 0.5).err(),
                Some(expected)
            );
            now += 3 * MAX_INTERVAL;
        }
    }

    #[test]
    fn after_another_429_the_rate_is_near_the_one_that_was_accepted() {
        // Four requests at these intervals, and the interval after a refusal: a quarter longer,
        // and at most a second.
        for (interval, expected) in [(SECOND / 5, SECOND / 4), (3 * SECOND, MAX_INTERVAL)] {
            let rate_limiter = RateLimiter::default();
            let mut now = Instant::now();
            rate_limiter.record_refused(rate_limiter.permit_unchecked(), now, Duration::ZERO);
            let acquire = |now| rate_limiter.acquire(now, 0.5);
            for _ in 0..4 {
                rate_limiter.record_accepted(acquire(now).expect("a permit"));
                now += interval;
            }
            rate_limiter.record_refused(acquire(now).expect("a permit"), now, Duration::ZERO);
            now += SECOND;
            let permit = acquire(now).expect("a permit");
            assert_eq!(acquire(now).err(), Some(expected));
            // It grows carefully from there: by a fifth at most.
            rate_limiter.record_accepted(permit);
            now += SECOND;
            acquire(now).expect("a permit");
            let wait = acquire(now).expect_err("no permit");
            assert!(wait < expected && wait >= expected * 4 / 5, "{wait:?}");
        }
    }

    #[test]
    fn the_rate_is_reset_after_an_idle_period() {
        let rate_limiter = RateLimiter::default();
        let now = Instant::now();
        rate_limiter.record_refused(rate_limiter.permit_unchecked(), now, SECOND);
        rate_limiter
            .acquire(now + SECOND + FORGET_AFTER, 0.5)
            .expect("open");
        assert!(rate_limiter.permit_if_open().is_some());
    }

    #[test]
    fn an_unrepresentable_wait_is_ignored() {
        let rate_limiter = RateLimiter::default();
        let now = Instant::now();
        rate_limiter.record_refused(rate_limiter.permit_unchecked(), now, Duration::MAX);
        rate_limiter.acquire(now, 0.5).expect("a permit");
    }

    /// A token bucket.
    struct Bucket {
        rate: f64,
        size: f64,
        left: f64,
        at: Instant,
    }

    impl Bucket {
        fn accepts(&mut self, now: Instant) -> bool {
            let since = now.saturating_duration_since(self.at).as_secs_f64();
            self.left = self.size.min(self.left + self.rate * since);
            self.at = self.at.max(now);
            let accepts = self.left >= 1.0;
            if accepts {
                self.left -= 1.0;
            }
            accepts
        }
    }

    /// Simulates 64 threads, with the times of their next requests in order.
    #[test]
    fn many_threads_settle_near_the_rate_of_the_server() {
        for (rate, size) in [(20.0, 5.0), (100.0, 20.0), (300.0, 30.0)] {
            let rate_limiter = RateLimiter::default();
            let start = Instant::now();
            let mut bucket = Bucket {
                rate,
                size,
                left: size,
                at: start,
            };
            let mut random = fastrand::Rng::with_seed(7);
            let mut queue: VecDeque<Instant> = [start; 64].into();
            let (mut sent, mut accepted, mut end) = (0, 0, start);
            while accepted < 2000 {
                queue.make_contiguous().sort();
                let now = queue.pop_front().expect("a thread");
                end = now;
                match rate_limiter.acquire(now, random.f64()) {
                    Err(wait) => queue.push_back(now + wait),
                    Ok(permit) => {
                        sent += 1;
                        let response = now + Duration::from_millis(2);
                        if bucket.accepts(now) {
                            accepted += 1;
                            rate_limiter.record_accepted(permit);
                            queue.push_back(response);
                        } else {
                            rate_limiter.record_refused(permit, now, SECOND);
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
