//! Compressed sources, unpacked as they are read, within a limit.

use std::io::{self, BufRead, Read};

use flate2::bufread::MultiGzDecoder;

/// Binary logarithm of the largest window of zstd that is unpacked: 128 MiB, what its own program takes by default.
const LARGEST_WINDOW: u32 = 27;

/// How bytes are packed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Encoding {
    /// As they are.
    #[default]
    Identity,
    /// gzip, of one or more members.
    Gzip,
    /// zstd, of one or more frames.
    Zstd,
}

impl Encoding {
    /// The encoding that `bytes`, the first of a source, begin.
    pub fn of(bytes: &[u8]) -> Self {
        match bytes {
            [0x1f, 0x8b, ..] => Encoding::Gzip,
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Encoding::Zstd,
            _ => Encoding::Identity,
        }
    }
}

/// The unpacked bytes of a source, at most a given number of them.
pub struct Decompressed<R: BufRead> {
    unpacked: Unpacked<R>,
    most: u64,
    bytes: u64,
}

enum Unpacked<R: BufRead> {
    Identity(R),
    Gzip(MultiGzDecoder<R>),
    Zstd(Box<zstd::Decoder<'static, R>>),
}

impl<R: BufRead> Decompressed<R> {
    /// Unpacks `source`, of which at most `most` bytes are given.
    ///
    /// # Errors
    /// Where zstd has no room to begin.
    pub fn new(encoding: Encoding, source: R, most: u64) -> io::Result<Self> {
        let unpacked = match encoding {
            Encoding::Identity => Unpacked::Identity(source),
            Encoding::Gzip => Unpacked::Gzip(MultiGzDecoder::new(source)),
            Encoding::Zstd => {
                let mut decoder = zstd::Decoder::with_buffer(source)?;
                decoder.window_log_max(LARGEST_WINDOW)?;
                Unpacked::Zstd(Box::new(decoder))
            }
        };
        Ok(Self { unpacked, most, bytes: 0 })
    }
}

impl<R: BufRead> Read for Decompressed<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let (count, what) = match &mut self.unpacked {
            Unpacked::Identity(source) => (source.read(into), ""),
            Unpacked::Gzip(source) => (source.read(into), "gzip: "),
            Unpacked::Zstd(source) => (source.read(into), "zstd: "),
        };
        let count = count.map_err(|error| io::Error::new(error.kind(), format!("{what}{error}")))?;
        self.bytes += count as u64;
        if self.bytes > self.most {
            return Err(io::Error::other(format!("unpacked it is larger than {} bytes", self.most)));
        }
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn unpacked(packed: &[u8], most: u64) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        Decompressed::new(Encoding::of(packed), packed, most)?.read_to_end(&mut bytes).map(|_| bytes)
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(bytes).expect("memory");
        encoder.finish().expect("memory")
    }

    #[test]
    fn what_was_packed_comes_back_in_one_part_or_in_several() {
        let zstd = |bytes: &[u8]| zstd::encode_all(bytes, 1).expect("memory");
        for pack in [gzip as fn(&[u8]) -> Vec<u8>, zstd, <[u8]>::to_vec] {
            let both = [pack(b"first\n"), pack(b"second\n")].concat();
            assert_eq!(unpacked(&both, 100).expect("sound"), b"first\nsecond\n");
        }
    }

    #[test]
    fn bombs_end_at_the_limit_and_cut_sources_are_told() {
        let bomb = zstd::encode_all(io::repeat(0).take(50_000_000), 1).expect("memory");
        assert!(bomb.len() < 10_000, "{} bytes", bomb.len());
        assert!(unpacked(&bomb, 1000).expect_err("too much").to_string().contains("larger than 1000 bytes"));
        let packed = gzip(b"some bytes that are cut");
        for cut in 2..packed.len() {
            assert!(unpacked(&packed[..cut], 1000).is_err(), "cut at {cut}");
        }
    }
}
