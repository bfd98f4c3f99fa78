//! Loopback proxies, which connect every destination to the same server.

use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// The protocol of a proxy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Protocol {
    /// HTTP: `CONNECT`.
    Connect,
    /// SOCKS5, with an optional `user:password`.
    Socks5(Option<&'static str>),
}

pub(crate) struct Relay {
    pub(crate) address: SocketAddr,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Relay {
    pub(crate) fn new(protocol: Protocol, server: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let requests = Arc::default();
        let relay = Self {
            address,
            requests: Arc::clone(&requests),
        };
        thread::spawn(move || {
            for mut client in listener.incoming().flatten() {
                let requests = Arc::clone(&requests);
                thread::spawn(move || {
                    let destination = match protocol {
                        Protocol::Connect => connect(&mut client),
                        Protocol::Socks5(password) => socks5(&mut client, password),
                    };
                    match destination {
                        Ok(destination) => requests.lock().expect("the lock").push(destination),
                        Err(error) => {
                            requests.lock().expect("the lock").push(error.to_string());
                            return Ok(());
                        }
                    }
                    copy_both_ways(client, TcpStream::connect(server)?)
                });
            }
        });
        relay
    }

    /// The requests so far: the head of each `CONNECT`, the destination, or the reason why the
    /// proxy rejected the client.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.requests.lock().expect("the lock").clone()
    }

    /// Waits for the only request, which the proxy may record after it responded.
    pub(crate) fn only_request(&self) -> String {
        while self.requests().is_empty() {
            thread::yield_now();
        }
        let [one] = <[String; 1]>::try_from(self.requests()).expect("one request");
        one
    }
}

fn connect(client: &mut TcpStream) -> io::Result<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(bytes::<1>(client)?[0]);
    }
    client.write_all(b"HTTP/1.1 200 OK\r\n\r\n")?;
    String::from_utf8(head).map_err(io::Error::other)
}

fn socks5(client: &mut TcpStream, password: Option<&str>) -> io::Result<String> {
    let [5, methods] = bytes(client)? else {
        return Err(io::Error::other("not SOCKS5"));
    };
    let mut offered = vec![0; methods.into()];
    client.read_exact(&mut offered)?;
    if let Some(password) = password {
        if !offered.contains(&2) {
            client.write_all(&[5, 0xff])?;
            return Err(io::Error::other("no password"));
        }
        client.write_all(&[5, 2])?;
        let [1] = bytes(client)? else {
            return Err(io::Error::other("not a password"));
        };
        let user = text(client)?;
        let given = text(client)?;
        let is_right = format!("{user}:{given}") == password;
        client.write_all(&[1, u8::from(!is_right)])?;
        if !is_right {
            return Err(io::Error::other("a wrong password"));
        }
    } else {
        client.write_all(&[5, 0])?;
    }
    let [5, 1, 0, 3] = bytes(client)? else {
        return Err(io::Error::other("not a host name"));
    };
    let host = text(client)?;
    let port = u16::from_be_bytes(bytes(client)?);
    client.write_all(&[5, 0, 0, 1, 0, 0, 0, 0, 0, 0])?;
    Ok(format!("{host}:{port}"))
}

fn bytes<const N: usize>(client: &mut TcpStream) -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    client.read_exact(&mut bytes)?;
    Ok(bytes)
}

fn text(client: &mut TcpStream) -> io::Result<String> {
    let [length] = bytes(client)?;
    let mut text = vec![0; length.into()];
    client.read_exact(&mut text)?;
    String::from_utf8(text).map_err(io::Error::other)
}

fn copy_both_ways(client: TcpStream, server: TcpStream) -> io::Result<()> {
    let (mut from, mut to) = (client.try_clone()?, server.try_clone()?);
    let upload = thread::spawn(move || {
        let _ = io::copy(&mut from, &mut to);
        let _ = to.shutdown(Shutdown::Write);
    });
    let (mut from, mut to) = (server, client);
    let _ = io::copy(&mut from, &mut to);
    let _ = to.shutdown(Shutdown::Write);
    let _ = upload.join();
    Ok(())
}
