//! How many parts of which size.

/// The limits of S3, in bytes.
pub(super) const MIN_PART: u64 = 5 << 20;
pub(super) const MAX_PART: u64 = 5 << 30;
const MAX_FILE: u64 = 5 << 40;
const MAX_PARTS: u64 = 10_000;

/// The parts of an upload. All but the last have the same size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PartPlan {
    length: u64,
    part_bytes: u64,
}

/// Which argument makes a plan impossible, and why.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Problem {
    pub(super) argument: &'static str,
    pub(super) message: String,
}

impl PartPlan {
    /// Plans the parts of a content. Unless their size is given, it is that of the official Python client 2.10.1:
    /// the geometric mean of 5 MiB and the length.
    pub(super) fn new(length: u64, part_bytes: Option<u64>) -> Result<Self, Problem> {
        if length > MAX_FILE {
            return Err(Problem {
                argument: "length",
                message: format!("is {length}; the most are {MAX_FILE} (5 TiB)"),
            });
        }
        let plan = Self {
            length,
            part_bytes: part_bytes.unwrap_or_else(|| default_part_bytes(length)),
        };
        if plan.count() > MAX_PARTS {
            return Err(Problem {
                argument: "part_bytes",
                message: format!(
                    "is {}, which makes {} parts of {length} bytes; the most are {MAX_PARTS}",
                    plan.part_bytes,
                    plan.count()
                ),
            });
        }
        Ok(plan)
    }

    /// The length of the content in bytes.
    pub(super) fn length(self) -> u64 {
        self.length
    }

    /// The number of parts.
    pub(super) fn count(self) -> u64 {
        self.length.div_ceil(self.part_bytes)
    }

    /// The offset and the length of a part, by its index from 0.
    pub(super) fn part(self, index: u64) -> (u64, u64) {
        let offset = index * self.part_bytes;
        (offset, self.part_bytes.min(self.length - offset))
    }
}

fn default_part_bytes(length: u64) -> u64 {
    let mean = (MIN_PART as f64).sqrt() * (length as f64).sqrt();
    (mean as u64).max(MIN_PART)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{MAX_FILE, MAX_PARTS, MIN_PART, PartPlan};

    #[test]
    fn sizes_and_numbers_are_those_of_the_official_client() {
        for (length, part_bytes, count) in [
            (1, 5_242_880, 1),
            ((50 << 20) + 1, 16_579_442, 4),
            (300 << 20, 40_611_173, 8),
            (1 << 30, 75_029_990, 15),
            (100 << 30, 750_299_908, 144),
            (5 << 40, 5_368_709_120, 1024),
        ] {
            let plan = PartPlan::new(length, None).expect("a plan");
            assert_eq!((plan.part_bytes, plan.count()), (part_bytes, count));
        }
    }

    #[test]
    fn what_s3_does_not_allow_is_refused() {
        let problem = PartPlan::new(MAX_FILE + 1, None).expect_err("too long");
        assert_eq!(problem.argument, "length");
        let length = MIN_PART * MAX_PARTS;
        PartPlan::new(length, Some(MIN_PART)).expect("a plan");
        let problem = PartPlan::new(length + 1, Some(MIN_PART)).expect_err("too many");
        assert_eq!(problem.argument, "part_bytes");
        assert!(problem.message.contains("10001 parts"), "{problem:?}");
    }

    proptest! {
        #[test]
        fn the_parts_make_up_the_whole(
            length in 1..=MAX_FILE,
            part_bytes in proptest::option::of(MIN_PART..(1 << 32)),
        ) {
            let Ok(plan) = PartPlan::new(length, part_bytes) else {
                prop_assert!(part_bytes.is_some());
                return Ok(());
            };
            prop_assert!((1..=MAX_PARTS).contains(&plan.count()));
            let mut end = 0;
            for index in 0..plan.count() {
                let (offset, bytes) = plan.part(index);
                prop_assert_eq!(offset, end);
                prop_assert!(bytes > 0 && (bytes >= MIN_PART || index + 1 == plan.count()));
                end += bytes;
            }
            prop_assert_eq!(end, length);
        }
    }
}
