//! After a session is dropped, its key does not remain in memory. The test searches all
//! writable memory of the process.

#![cfg(target_os = "linux")]

use std::fs;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::sync::Mutex;

use civis_core::transport::{Limits, RequestBody, ResponseBody, Transport, TransportError};
use civis_core::{CancelToken, Session, SessionBuilder};

/// Responds without a socket, so that no buffer of another library contains the request.
#[derive(Debug)]
struct NoSocket;

impl Transport for NoSocket {
    fn name(&self) -> &str {
        "no socket"
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

/// The inverted bytes of a secret, so that searching for the secret does not find the
/// test's own copy.
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

    /// The secret as encoded by basic authentication, inverted too.
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

    /// Counts its second half in memory, since an allocator may have overwritten the first.
    fn count_in(&self, memory: &[u8]) -> usize {
        let half = &self.0[self.0.len() / 2..];
        let hits = |window: &&[u8]| window.iter().zip(half).all(|(one, other)| *one == !other);
        memory.windows(half.len()).filter(hits).count()
    }
}

/// Counts the secrets in the heap, the stacks and the statics.
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
        memory.seek(SeekFrom::Start(from)).expect("an offset");
        // Some mappings of the system cannot be read.
        if memory.read_exact(&mut bytes).is_err() {
            continue;
        }
        for (seed, count) in seeds.iter().zip(&mut counts) {
            *count += seed.count_in(&bytes);
        }
        bytes.fill(0);
    }
    counts
}

fn builder() -> SessionBuilder {
    Session::builder()
        .base_url("http://localhost")
        .environment(|_| None)
        .transport(NoSocket)
}

fn use_and_drop(builder: SessionBuilder) {
    let shown = format!("{builder:?}");
    let session = builder.build().expect("a session");
    let cancellable = session.cancelled_by(&CancelToken::new());
    for session in [session, cancellable] {
        session.username().expect("a response");
        drop(format!("{session:?}{shown}"));
    }
}

#[test]
fn no_secret_remains_in_memory_after_its_session() {
    let [key, bearer, header, variable] = [1, 2, 3, 4].map(Seed::new);
    let (encoded_key, encoded_variable) = (key.encoded(), variable.encoded());
    let seeds = [key, bearer, header, variable, encoded_key, encoded_variable];
    let session = builder().api_key(seeds[0].secret()).build();
    let session = session.expect("a session");
    let in_use = search(&seeds);
    assert!(in_use[0] > 0 && in_use[4] > 0, "a key in use is not found");
    use_and_drop(builder().api_key(seeds[0].secret()));
    drop(session);

    use_and_drop(builder().bearer_token(seeds[1].secret()));
    use_and_drop(builder().secret_header("X-Key", seeds[2].secret()));
    let of_environment = Mutex::new(Some(seeds[3].secret()));
    let from_environment = Session::builder()
        .base_url("http://localhost")
        .environment(move |name| {
            let mut secret = of_environment.lock().expect("the lock");
            let secret = (name == "CIVIS_API_KEY").then(|| secret.take());
            secret.flatten().map(Into::into)
        })
        .transport(NoSocket);
    use_and_drop(from_environment);

    // Rejected secrets, and a builder that is not built.
    for (seed, end) in [(&seeds[1], ' '), (&seeds[2], ':')] {
        let mut rejected = String::with_capacity(64);
        rejected.extend(seed.0.iter().map(|byte| char::from(!byte)).chain([end]));
        drop(builder().api_key(rejected).build().expect_err("a failure"));
    }
    drop(builder().api_key(seeds[0].secret()));
    assert_eq!(search(&seeds), [0; 6]);
}
