//! Tests of channels and of pumping.

use std::io::{self, Read};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use super::channel::{CAPACITY, channel, channel_on_demand, wait};
use super::chunks::{CHUNK, ChunkReader, pump};
use crate::cancel::CancelToken;

/// An endless source that counts the bytes read from it.
struct Endless<'a>(&'a AtomicUsize);

impl Read for Endless<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        self.0.fetch_add(buf.len(), Ordering::SeqCst);
        buf.fill(b'x');
        Ok(buf.len())
    }
}

#[test]
fn all_bytes_arrive_in_order_and_the_result_is_returned() {
    let source: Vec<u8> = (0..1_000_000u32).map(|number| number as u8).collect();
    let (chunks, received) = channel();
    let (sender, result) = channel();
    let reading = thread::spawn(move || {
        let mut whole = Vec::new();
        ChunkReader::new(received, None)
            .read_to_end(&mut whole)
            .expect("all bytes");
        sender.send(whole);
    });
    let whole = pump(&*source, &mut Some(chunks), &result, None);
    assert_eq!(whole, Some(Some(source)));
    reading.join().expect("the thread");
}

#[test]
fn the_source_is_read_only_up_to_the_capacity() {
    let read = AtomicUsize::new(0);
    let (chunks, received) = channel();
    let (_sender, result) = channel::<()>();
    let token = CancelToken::new();
    thread::scope(|scope| {
        let pumping = scope.spawn(|| {
            let mut chunks = Some(chunks);
            pump(Endless(&read), &mut chunks, &result, Some(&token))
        });
        while read.load(Ordering::SeqCst) < CAPACITY * CHUNK {
            thread::yield_now();
        }
        thread::sleep(Duration::from_millis(20));
        assert_eq!(read.load(Ordering::SeqCst), CAPACITY * CHUNK);
        token.cancel();
        assert_eq!(pumping.join().expect("the thread"), None);
    });
    let mut reader = ChunkReader::new(received, None);
    let error = io::copy(&mut reader, &mut io::sink()).expect_err("cut off");
    assert_eq!(error.to_string(), "the sending thread has ended");
}

#[test]
fn a_source_that_is_read_on_demand_is_not_read_before() {
    let read = AtomicUsize::new(0);
    let (chunks, received) = channel_on_demand();
    let (sender, result) = channel::<()>();
    thread::scope(|scope| {
        let pumping = scope.spawn(|| {
            let mut chunks = Some(chunks);
            pump(Endless(&read), &mut chunks, &result, None)
        });
        thread::sleep(Duration::from_millis(20));
        assert_eq!(read.load(Ordering::SeqCst), 0);
        let mut reader = ChunkReader::new(received, None);
        reader.read_exact(&mut [0; 3]).expect("bytes");
        assert!(read.load(Ordering::SeqCst) >= CHUNK);
        sender.send(());
        assert_eq!(pumping.join().expect("the thread"), Some(Some(())));
    });
}

#[test]
fn a_dropped_receiver_ends_the_reading_but_not_the_wait() {
    let read = AtomicUsize::new(0);
    let (chunks, received) = channel();
    let (sender, result) = channel();
    drop(received);
    let sending = thread::spawn(move || sender.send(7));
    let mut chunks = Some(chunks);
    let outcome = pump(Endless(&read), &mut chunks, &result, None);
    assert_eq!(outcome, Some(Some(7)));
    assert_eq!(read.load(Ordering::SeqCst), 0);
    sending.join().expect("the thread");
}

#[test]
fn an_error_of_the_source_arrives_and_is_the_last_item() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("broken"))
        }
    }
    let (chunks, received) = channel();
    let (sender, result) = channel::<()>();
    drop(sender);
    let source = b"abc".chain(Broken);
    // The result is checked first, so the source is not read at all.
    let mut chunks = Some(chunks);
    assert_eq!(pump(source, &mut chunks, &result, None), Some(None));
    drop(chunks);
    let (chunks, broken) = channel();
    assert!(super::chunks::send_next(&mut Broken, &chunks));
    for (received, text) in [
        (received, "the sending thread has ended"),
        (broken, "broken"),
    ] {
        let mut reader = ChunkReader::new(received, None);
        let error = reader.read(&mut [0; 8]).expect_err("an error");
        assert_eq!(error.to_string(), text);
    }
}

#[test]
fn cancelling_ends_a_wait() {
    let (_sender, receiver) = channel::<()>();
    let token = CancelToken::new();
    thread::scope(|scope| {
        scope.spawn(|| {
            thread::sleep(Duration::from_millis(20));
            token.cancel();
        });
        let outcome = wait(Some(&token), |context| receiver.poll_next(context));
        assert_eq!(outcome, None);
    });
}
