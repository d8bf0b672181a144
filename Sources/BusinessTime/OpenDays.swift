/// Counting dates that have open time, whatever the list of business days says.
///
/// No policy counts like this; other desks do, and `ventanilla business-time` answers their questions.
extension Schedule {
    /// The same time of day on the n-th next date with open time, moved on to the next open moment.
    ///
    /// A negative count goes to the n-th previous such date and back to the last open moment. Zero stays on the date.
    public func instant(openDays count: Int, after start: Instant) throws(ScheduleError) -> Instant {
        if count < 0 {
            guard count > .min else { throw .beyondHorizon }
            return try instant(openDays: -count, before: start)
        }
        guard Horizon.contains(start) else { throw .beyondHorizon }
        var wall = zone.local(start)
        for _ in 0..<count {
            wall.date = zone.date(of: try nextOpen(from: zone.startOfDay(wall.date.adding(days: 1))))
        }
        return try nextOpen(from: zone.instant(wall))
    }

    /// The same time of day on the n-th previous date with open time, moved back to the last open moment.
    public func instant(openDays count: Int, before end: Instant) throws(ScheduleError) -> Instant {
        if count < 0 {
            guard count > .min else { throw .beyondHorizon }
            return try instant(openDays: -count, after: end)
        }
        guard Horizon.contains(end) else { throw .beyondHorizon }
        var wall = zone.local(end)
        for _ in 0..<count {
            // The last open second lies on that date; the closing itself may be the midnight after.
            wall.date = zone.date(of: try previousOpen(before: zone.startOfDay(wall.date)) - 1)
        }
        return try previousOpen(before: zone.instant(wall))
    }
}
