//! Files of any length move in bounded memory. This is a program of its own, whose memory is that of one transfer: its
//! server stores nothing.

#![cfg(target_os = "linux")]

#[path = "support/memory.rs"]
mod memory;

use std::fs::{self, File};
use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};

use civis::files;

use self::memory::check;

const MIB: u64 = 1 << 20;

/// The length of what is uploaded.
const LENGTH: u64 = 300 * MIB;

/// The length of what is downloaded. Its checksum takes long in a program that is not optimized.
const DOWNLOADED: u64 = 32 * MIB;

#[test]
fn memory_does_not_grow_with_the_length_of_a_file() {
    let session = memory::session(serve);
    let path = std::env::temp_dir().join(format!("civis-memory-{}", std::process::id()));
    // A file without blocks on the disk.
    let sparse = File::create(&path).and_then(|file| file.set_len(LENGTH));
    sparse.expect("a file");
    files::upload_bytes(&session, "first", "content")
        .send()
        .expect("a first request");

    let reader = || io::repeat(b'x').take(LENGTH);
    // Four parts are held, each of up to 8 MiB, and one that grows.
    check("a reader of a known length", 64 * MIB, || {
        let upload = files::upload_reader(&session, "a", reader()).length(LENGTH);
        upload.send().expect("an ID");
    });
    check("a reader of an unknown length", 16 * MIB, || {
        files::upload_reader(&session, "b", reader())
            .send()
            .expect("an ID");
    });
    check("a path", 16 * MIB, || {
        files::upload(&session, &path).send().expect("an ID");
    });
    check("a download", 16 * MIB, || {
        let bytes = files::download(&session, 7).to_path(&path).expect("a file");
        assert_eq!(bytes, DOWNLOADED);
    });
    fs::remove_file(&path).expect("removed");
}

/// Serves the paths of uploads and downloads, and stores nothing.
fn serve(stream: &TcpStream, address: SocketAddr) -> io::Result<()> {
    let mut reader = BufReader::new(stream);
    let mut writer = stream;
    loop {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            if reader.read_until(b'\n', &mut head)? == 0 {
                return Ok(());
            }
        }
        let head = String::from_utf8_lossy(&head).to_ascii_lowercase();
        let length = head
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "));
        let length = length.map_or(0, |length| length.parse().expect("a length"));
        let mut body = (&mut reader).take(length);
        if head.starts_with("put") || head.starts_with("post /form") {
            io::copy(&mut body, &mut io::sink())?;
            writer.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")?;
            continue;
        }
        let mut text = String::new();
        body.read_to_string(&mut text)?;
        if head.starts_with("get /content") {
            write!(
                writer,
                "HTTP/1.1 200 OK\r\ncontent-length: {DOWNLOADED}\r\n\r\n"
            )?;
            io::copy(&mut io::repeat(b'x').take(DOWNLOADED), &mut writer)?;
            continue;
        }
        let parts = text.split("\"numParts\":").nth(1);
        let parts = parts.and_then(|rest| rest.split(['}', ',']).next());
        let parts = parts.map_or(0, |parts| parts.parse().expect("a number"));
        let urls = vec![format!("\"http://{address}/part\""); parts].join(",");
        let json = format!(
            "{{\"id\":7,\"fileSize\":{DOWNLOADED},\"fileUrl\":\"http://{address}/content\",\
             \"uploadUrl\":\"http://{address}/form\",\"uploadFields\":{{\"key\":\"a\"}},\"uploadUrls\":[{urls}]}}"
        );
        let length = json.len();
        write!(
            writer,
            "HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n{json}"
        )?;
    }
}
