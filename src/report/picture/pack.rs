//! Crates side by side in a hold: rectangles as near to squares as they come, each as large as its amount (the squarified
//! treemap of Bruls, Huizing and van Wijk).

/// A rectangle, in the units of the drawing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rect {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) width: f64,
    pub(super) height: f64,
}

/// A rectangle for each amount, that fill `room` together; in the order given, which should be descending.
pub(super) fn pack(amounts: &[f64], room: Rect) -> Vec<Rect> {
    let total: f64 = amounts.iter().sum();
    let mut packed = Vec::with_capacity(amounts.len());
    if total <= 0.0 {
        return packed;
    }
    let scale = room.width * room.height / total;
    let (mut rest, mut left) = (room, amounts);
    while !left.is_empty() {
        let side = rest.width.min(rest.height);
        let mut many = 1;
        while many < left.len() && worst(&left[..=many], side, scale) <= worst(&left[..many], side, scale) {
            many += 1;
        }
        let (row, later) = left.split_at(many);
        let area: f64 = row.iter().sum::<f64>() * scale;
        let upright = rest.width >= rest.height;
        let depth = if side > 0.0 { area / side } else { 0.0 };
        let mut along = 0.0;
        for amount in row {
            let length = if depth > 0.0 { amount * scale / depth } else { 0.0 };
            packed.push(if upright {
                Rect { x: rest.x, y: rest.y + along, width: depth, height: length }
            } else {
                Rect { x: rest.x + along, y: rest.y, width: length, height: depth }
            });
            along += length;
        }
        rest = if upright {
            Rect { x: rest.x + depth, width: (rest.width - depth).max(0.0), ..rest }
        } else {
            Rect { y: rest.y + depth, height: (rest.height - depth).max(0.0), ..rest }
        };
        left = later;
    }
    packed
}

/// How far the least square one of a row is from being a square.
fn worst(row: &[f64], side: f64, scale: f64) -> f64 {
    let sum: f64 = row.iter().sum::<f64>() * scale;
    let (least, most) = row.iter().fold((f64::MAX, 0.0_f64), |(least, most), one| (least.min(*one), most.max(*one)));
    let (least, most, side) = (least * scale, most * scale, side * side);
    (side * most / (sum * sum)).max(sum * sum / (side * least))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn areas_are_as_the_amounts() {
        let room = Rect { x: 10.0, y: 20.0, width: 60.0, height: 40.0 };
        let amounts = [6.0, 6.0, 4.0, 3.0, 2.0, 2.0, 1.0];
        let packed = pack(&amounts, room);
        assert_eq!(packed.len(), amounts.len());
        for (rect, amount) in packed.iter().zip(amounts) {
            assert!((rect.width * rect.height - amount * 100.0).abs() < 1e-6, "{rect:?} of {amount}");
            assert!(rect.x >= 9.999 && rect.x + rect.width <= 70.001, "{rect:?}");
            assert!(rect.y >= 19.999 && rect.y + rect.height <= 60.001, "{rect:?}");
            let ratio = (rect.width / rect.height).max(rect.height / rect.width);
            assert!(ratio < 3.0, "{rect:?}");
        }
    }

    #[test]
    fn nothing_takes_no_room() {
        let room = Rect { x: 0.0, y: 0.0, width: 0.0, height: 40.0 };
        assert_eq!(pack(&[], room), []);
        assert_eq!(pack(&[0.0], room), []);
        assert!(pack(&[1.0, 2.0], room).iter().all(|rect| rect.width.is_finite() && rect.height.is_finite()));
    }
}
