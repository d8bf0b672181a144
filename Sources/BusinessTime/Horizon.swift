/// The years for which schedules are compiled.
///
/// A deadline that would lie outside is refused, so that a calendar which never opens ends the search.
enum Horizon {
    static let years = 1900...2200
    static let start = instant(years.lowerBound)
    static let end = instant(years.upperBound + 1)

    static func contains(_ instant: Instant) -> Bool { start <= instant && instant < end }

    /// Midnight UTC at the start of a year.
    static func instant(_ year: Int) -> Instant {
        Instant(seconds: Int64(CalendarDate.newYear(year).daysSinceEpoch) * 86_400)
    }

    /// The year in UTC, moved into the supported ones.
    static func year(of instant: Instant) -> Int {
        let inside = min(max(instant, start), end - 1)
        return LocalDateTime(secondsSinceEpoch: inside.seconds).date.year
    }

    /// More working seconds than fit between the first and the last supported year.
    static let seconds = end - start
}

extension UnsafeBufferPointer<Int64> {
    /// The first index whose value is above `value`; `count` when none is. The values ascend.
    @inline(__always)
    func firstIndex(above value: Int64) -> Int {
        var low = 0
        var size = count
        // Halving a size, with the step taken by selection rather than by a jump the processor would have to guess.
        while size > 0 {
            let half = size >> 1
            let beyond = self[low + half] <= value
            low = beyond ? low + half + 1 : low
            size = beyond ? size - half - 1 : half
        }
        return low
    }
}

extension [Int64] {
    @inline(__always)
    func firstIndex(above value: Int64) -> Int { withUnsafeBufferPointer { $0.firstIndex(above: value) } }
}
