//! Work in turns: while all threads make one batch, the one before it is taken in.

use crate::error::Result;

/// Gets each batch of work by `next`, until there is none, makes something of it on all threads, and has that taken in, in
/// the order of batches, beside the making of the next one. Two batches are held at a time.
///
/// # Errors
/// The first that one of the three reports; what was being made then is lost.
pub(super) fn in_turns<W: Send, M: Send>(
    mut next: impl FnMut() -> Result<Option<W>> + Send,
    make: impl Fn(W) -> Result<M> + Sync + Send,
    mut take: impl FnMut(M) -> Result<()> + Send,
) -> Result<()> {
    let mut work = next()?;
    let mut made = None;
    while work.is_some() || made.is_some() {
        let is_last = work.is_none();
        let (now_made, next_work) = rayon::join(
            || work.map(&make).transpose(),
            || {
                made.take().map_or(Ok(()), &mut take)?;
                if is_last { Ok(None) } else { next() }
            },
        );
        (made, work) = (now_made?, next_work?);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Error;

    #[test]
    fn all_is_made_once_and_taken_in_order() {
        for n_batches in 0..5 {
            let (mut work, mut taken) = (0..n_batches, Vec::new());
            let take = |made| {
                taken.push(made);
                Ok(())
            };
            in_turns(|| Ok(work.next()), |batch| Ok(10 * batch), take).unwrap();
            assert_eq!(taken, (0..n_batches).map(|batch| 10 * batch).collect::<Vec<_>>());
        }
    }

    #[test]
    fn an_error_of_any_of_them_ends_it() {
        let failed = |at: usize, here: usize| if at == here { Err(Error::usage("no")) } else { Ok(()) };
        for (at, expected) in [(0, 0), (1, 0), (2, 0), (3, 3)] {
            let (mut work, mut n_taken) = (0..3, 0);
            let next = || failed(at, 0).map(|()| work.next());
            let make = |batch: i32| failed(at, 1).map(|()| batch);
            let take = |_| failed(at, 2).map(|()| n_taken += 1);
            let outcome = in_turns(next, make, take);
            assert_eq!((outcome.is_ok(), n_taken), (at == 3, expected), "failing {at}");
        }
    }
}
