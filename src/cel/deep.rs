//! Work that recurses on a stack that is large enough for it.

/// Levels for which no stack is too small.
const FEW: u32 = 40;

/// What a level takes at the most, several times over.
const LEVEL: usize = 64 << 10;

/// Levels of brackets, arguments and loops that the parser lets through, macros unfolded. What is deeper is deep in the
/// operands of operators and dots, in which nothing recurses.
const LEVELS_MAX: u32 = 2000;

/// Does work that recurses as deep as an expression is ([`crate::cel::Ast::depth`]): on a thread with a larger stack where
/// that is much. Nothing where there is no such thread to be had.
pub fn deep<T: Send>(depth: u32, work: impl FnOnce() -> T + Send) -> Option<T> {
    if depth <= FEW {
        return Some(work());
    }
    let size = LEVEL * depth.min(LEVELS_MAX) as usize;
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(size).spawn_scoped(scope, work).ok()?;
        thread.join().ok()
    })
}
