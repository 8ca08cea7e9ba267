//! How old things were when a dump was taken: the same dump tells the same at any time.

use jiff::Timestamp;

use super::Inventory;
use crate::resource::Field;

/// The last moment of which a dump of nodes tells: when a kubelet last reported, or a pod was started.
pub(super) fn taken(inventory: &Inventory<'_>) -> Option<Timestamp> {
    let reports = inventory.nodes.iter().flat_map(|node| {
        let conditions = node.origin.field().at("status").at("conditions");
        let time = |condition: Field<'_>| time(condition.at("lastHeartbeatTime"));
        conditions.items().filter_map(time).collect::<Vec<_>>()
    });
    let starts = inventory.running.iter().filter_map(|pod| pod.pod.rare().start_time);
    reports.chain(starts.filter_map(|nanos| Timestamp::from_nanosecond(nanos).ok())).max()
}

/// A time as the API writes it.
pub(super) fn time(f: Field<'_>) -> Option<Timestamp> {
    f.opt_str()?.parse().ok()
}

/// A duration as kubectl prints ages (`apimachinery/pkg/util/duration/duration.go`, `HumanDuration`).
pub(super) fn human(from: Timestamp, to: Timestamp) -> String {
    let seconds = to.as_second() - from.as_second();
    let (minutes, hours, days) = (seconds / 60, seconds / 3_600, seconds / 86_400);
    let pair = |whole: i64, unit: &str, rest: i64, small: &str| {
        if rest == 0 { format!("{whole}{unit}") } else { format!("{whole}{unit}{rest}{small}") }
    };
    match () {
        () if seconds < -1 => "<invalid>".to_owned(),
        () if seconds < 0 => "0s".to_owned(),
        () if seconds < 120 => format!("{seconds}s"),
        () if minutes < 10 => pair(minutes, "m", seconds % 60, "s"),
        () if minutes < 180 => format!("{minutes}m"),
        () if hours < 8 => pair(hours, "h", minutes % 60, "m"),
        () if hours < 48 => format!("{hours}h"),
        () if hours < 24 * 8 => pair(days, "d", hours % 24, "h"),
        () if hours < 24 * 365 * 2 => format!("{days}d"),
        () if hours < 24 * 365 * 8 => pair(days / 365, "y", days % 365, "d"),
        () => format!("{}y", days / 365),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_those_of_kubectl() {
        let of = |seconds: i64| human(Timestamp::UNIX_EPOCH, Timestamp::from_second(seconds).unwrap());
        let (hour, day) = (3_600, 86_400);
        for (seconds, age) in [
            (-5, "<invalid>"),
            (0, "0s"),
            (119, "119s"),
            (120, "2m"),
            (121, "2m1s"),
            (11 * 60, "11m"),
            (3 * hour, "3h"),
            (3 * hour + 60, "3h1m"),
            (9 * hour + 60, "9h"),
            (2 * day, "2d"),
            (2 * day + hour, "2d1h"),
            (9 * day + hour, "9d"),
            (3 * 365 * day, "3y"),
            (3 * 365 * day + day, "3y1d"),
            (9 * 365 * day + day, "9y"),
        ] {
            assert_eq!(of(seconds), age, "{seconds}");
        }
    }
}
