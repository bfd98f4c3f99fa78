//! A key leaves nothing in memory once its session is gone: all that this process
//! can write to is searched for it.

#![cfg(target_os = "linux")]

use std::fs;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::sync::Mutex;

use civis_core::transport::{Limits, RequestBody, ResponseBody, Transport, TransportError};
use civis_core::{CancelToken, Session, SessionBuilder};

/// Answers without a socket, so that no buffer of a library holds what was sent.
#[derive(Debug)]
struct Nowhere;

impl Transport for Nowhere {
    fn name(&self) -> &str {
        "nowhere"
    }

    fn send(
        &self,
        _: http::Request<RequestBody<'_>>,
        _: &Limits,
    ) -> Result<http::Response<ResponseBody>, TransportError> {
        Ok(http::Response::new(
            br#"{"username": "me"}"#.to_vec().into(),
        ))
    }
}

/// What a secret is made of, and not the secret, so that what is searched for stands
/// nowhere but where it is used.
struct Seed(Vec<u8>);

impl Seed {
    fn new(number: u8) -> Self {
        let letters = (0..48u8).map(|place| b'a' + (place % 19 * 7 + number * 5) % 26);
        Self(letters.map(|letter| !letter).collect())
    }

    /// The secret, in a buffer of its exact size.
    fn secret(&self) -> String {
        let mut secret = String::with_capacity(self.0.len());
        secret.extend(self.0.iter().map(|byte| char::from(!byte)));
        secret
    }

    /// The secret as basic authentication carries it, turned in the same way.
    fn encoded(&self) -> Self {
        const LETTERS: &[u8; 64] =
            b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let encode = |three: &[u8]| {
            let bits = three
                .iter()
                .fold(0, |bits, byte| bits << 8 | u32::from(!byte));
            [18, 12, 6, 0].map(|shift| !LETTERS[(bits >> shift & 63) as usize])
        };
        Self(self.0.chunks_exact(3).flat_map(encode).collect())
    }

    /// How often its second half stands in memory; an allocator may have written over
    /// the first one.
    fn found(&self, memory: &[u8]) -> usize {
        let half = &self.0[self.0.len() / 2..];
        let hits = |window: &&[u8]| window.iter().zip(half).all(|(one, other)| *one == !other);
        memory.windows(half.len()).filter(hits).count()
    }
}

/// What of the secrets stands in the heap, the stacks and the statics.
fn search(seeds: &[Seed]) -> Vec<usize> {
    let maps = fs::read_to_string("/proc/self/maps").expect("the maps");
    let mut memory = fs::File::open("/proc/self/mem").expect("the memory");
    let mut counts = vec![0; seeds.len()];
    for line in maps.lines().filter(|line| line.contains(" rw")) {
        let (from, rest) = line.split_once('-').expect("a range");
        let to = rest.split(' ').next().expect("an end");
        let at = |text| u64::from_str_radix(text, 16).expect("an address");
        let (from, to) = (at(from), at(to));
        let mut bytes = vec![0; usize::try_from(to - from).expect("a length")];
        memory.seek(SeekFrom::Start(from)).expect("a place");
        // Some of the system's cannot be read.
        if memory.read_exact(&mut bytes).is_err() {
            continue;
        }
        for (seed, count) in seeds.iter().zip(&mut counts) {
            *count += seed.found(&bytes);
        }
        bytes.fill(0);
    }
    counts
}

fn builder() -> SessionBuilder {
    Session::builder()
        .base_url("http://localhost")
        .environment(|_| None)
        .transport(Nowhere)
}

fn use_up(builder: SessionBuilder) {
    let shown = format!("{builder:?}");
    let session = builder.build().expect("a session");
    let cancellable = session.cancelled_by(&CancelToken::new());
    for session in [session, cancellable] {
        session.username().expect("an answer");
        drop(format!("{session:?}{shown}"));
    }
}

#[test]
fn no_secret_is_left_when_its_session_is_gone() {
    let [key, bearer, header, variable] = [1, 2, 3, 4].map(Seed::new);
    let (encoded_key, encoded_variable) = (key.encoded(), variable.encoded());
    let seeds = [key, bearer, header, variable, encoded_key, encoded_variable];
    let session = builder().api_key(seeds[0].secret()).build();
    let session = session.expect("a session");
    let in_use = search(&seeds);
    assert!(in_use[0] > 0 && in_use[4] > 0, "a key in use is not found");
    use_up(builder().api_key(seeds[0].secret()));
    drop(session);

    use_up(builder().bearer_token(seeds[1].secret()));
    use_up(builder().secret_header("X-Key", seeds[2].secret()));
    let of_environment = Mutex::new(Some(seeds[3].secret()));
    let from_environment = Session::builder()
        .base_url("http://localhost")
        .environment(move |name| {
            let mut secret = of_environment.lock().expect("the lock");
            let secret = (name == "CIVIS_API_KEY").then(|| secret.take());
            secret.flatten().map(Into::into)
        })
        .transport(Nowhere);
    use_up(from_environment);

    // Refused ones, and what is not built.
    for (seed, end) in [(&seeds[1], ' '), (&seeds[2], ':')] {
        let mut refused = String::with_capacity(64);
        refused.extend(seed.0.iter().map(|byte| char::from(!byte)).chain([end]));
        drop(builder().api_key(refused).build().expect_err("a failure"));
    }
    drop(builder().api_key(seeds[0].secret()));
    assert_eq!(search(&seeds), [0; 6]);
}
