//! Results of any length are read in bounded memory. This is a program of its own, so that its memory is that of one
//! statement.

#![cfg(target_os = "linux")]

#[path = "support/memory.rs"]
mod memory;

use std::fs;
use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use civis::jobs::Waiter;
use civis::sql;
use flate2::Compression;
use flate2::write::GzEncoder;

use self::memory::check;

const MIB: u64 = 1 << 20;

/// The members of the gzip file, and the rows of each.
const MEMBERS: u64 = 10;
const ROWS: u64 = 16_384;

/// A row of three values. The text has about 10 MiB.
const ROW: &str = "12345678,é☃🦀 and so on and on and on, and then the row ends.\n";

/// The most by which the peak of the memory may grow: buffers.
const ALLOWED: u64 = 3 * MIB;

#[test]
fn memory_does_not_grow_with_the_number_of_rows() {
    let session = memory::session(serve);
    let read = || {
        sql::read(&session, "select 1", 5)
            .credential(7)
            .has_headers(false)
            .waiter(Waiter::new().interval(Duration::from_millis(1)))
    };
    let length = MEMBERS * ROWS * ROW.len() as u64;
    read().to_file().expect("a first statement");

    check("rows", ALLOWED, || {
        let rows = read().rows::<(u32, String, String)>().expect("rows");
        let ids: u64 = rows.map(|row| u64::from(row.expect("a row").0)).sum();
        assert_eq!(ids, 12_345_678 * MEMBERS * ROWS);
    });
    check("a writer", ALLOWED, || {
        let bytes = read().to_writer(io::sink()).expect("the text");
        assert_eq!(bytes, length);
    });
    check("a path", ALLOWED, || {
        let path = std::env::temp_dir().join(format!("civis-sql-memory-{}", std::process::id()));
        let bytes = read().to_path(&path).expect("a file");
        fs::remove_file(&path).expect("removed");
        assert_eq!(bytes, length);
    });
}

/// Serves one statement again and again.
fn serve(mut stream: &TcpStream, address: SocketAddr) -> io::Result<()> {
    let mut requests = BufReader::new(stream);
    loop {
        let (mut target, mut length) = (String::new(), 0);
        loop {
            let mut line = String::new();
            if requests.read_line(&mut line)? == 0 {
                return Ok(());
            }
            let line = line.trim_end();
            if target.is_empty() {
                target = line.split(' ').take(2).collect::<Vec<_>>().join(" ");
            } else if line.is_empty() {
                break;
            } else if let Some((name, value)) = line.split_once(": ")
                && name.eq_ignore_ascii_case("content-length")
            {
                length = value.parse().expect("a length");
            }
        }
        io::copy(&mut requests.by_ref().take(length), &mut io::sink())?;
        if target == "GET /content?signature=x" {
            let member = member()?;
            let length = member.len() as u64 * MEMBERS;
            write!(
                stream,
                "HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n"
            )?;
            for _ in 0..MEMBERS {
                stream.write_all(&member)?;
            }
            continue;
        }
        let body = match &*target {
            "POST /scripts/sql" => r#"{"id":1}"#.to_owned(),
            "POST /scripts/sql/1/runs" => r#"{"id":2}"#.to_owned(),
            _ => format!(
                r#"{{"id":2,"state":"succeeded","output":[{{"outputName":"a","fileId":3,"path":"http://{address}/content?signature=x"}}]}}"#
            ),
        };
        write!(
            stream,
            "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )?;
    }
}

fn member() -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    for _ in 0..ROWS {
        encoder.write_all(ROW.as_bytes())?;
    }
    encoder.finish()
}
