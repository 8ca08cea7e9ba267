//! The binary: everything is in the library.

use std::process::ExitCode;

/// A folder of many small files is mostly small allocations.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    plimsoll::cli::main()
}
