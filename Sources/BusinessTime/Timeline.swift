/// A stretch of years of a schedule, compiled: its open spans with the open time before each, and its business days.
///
/// Open time is a rising function of the instant, flat where it is closed. Deadlines are found by inverting it, which
/// is a binary search in `opened`; nothing walks over days. Immutable, so that readers share it without a lock.
final class Timeline: Sendable {
    let years: ClosedRange<Int>
    /// From the first midnight UTC of `years` to the last.
    let range: Span
    let starts, ends: [Int64]
    /// `opened[i]`: open seconds before span `i`; one more entry than spans, the last being all of it.
    let opened: [Int64]
    /// Days since 1970, ascending; those of `years` are complete.
    let businessDays: [Int]

    /// - Parameter spans: merged, inside the range of `years`.
    init(years: ClosedRange<Int>, spans: [Span], businessDays: [Int]) {
        self.years = years
        self.range = Timeline.range(of: years)
        self.starts = spans.map(\.start.seconds)
        self.ends = spans.map(\.end.seconds)
        var sum: Int64 = 0
        var opened: [Int64] = [0]
        opened.reserveCapacity(spans.count + 1)
        for span in spans {
            sum += span.seconds
            opened.append(sum)
        }
        self.opened = opened
        self.businessDays = businessDays
    }

    static func range(of years: ClosedRange<Int>) -> Span {
        Span(Horizon.instant(years.lowerBound), Horizon.instant(years.upperBound + 1))
    }

    var total: Int64 { opened[starts.count] }

    func span(_ index: Int) -> Span {
        Span(Instant(seconds: starts[index]), Instant(seconds: ends[index]))
    }

    /// Open seconds from the start of the range to `instant`.
    func opened(before instant: Instant) -> Int64 {
        let next = starts.firstIndex(above: instant.seconds)
        guard next > 0 else { return 0 }
        return opened[next - 1] + min(instant.seconds, ends[next - 1]) - starts[next - 1]
    }

    /// The earliest instant by which `amount > 0` open seconds have passed: a closing time rather than the next opening.
    func instant(reaching amount: Int64) -> Instant? {
        guard amount <= total else { return nil }
        let index = opened.firstIndex(above: amount - 1) - 1
        return Instant(seconds: starts[index] + amount - opened[index])
    }

    /// The latest instant before which only `amount` open seconds have passed: an opening rather than the closing before.
    func instant(leaving amount: Int64) -> Instant? {
        guard amount >= 0, amount < total else { return nil }
        let index = opened.firstIndex(above: amount) - 1
        return Instant(seconds: starts[index] + amount - opened[index])
    }

    /// The first span that ends after `instant`.
    func span(endingAfter instant: Instant) -> Span? {
        let index = ends.firstIndex(above: instant.seconds)
        return index < starts.count ? span(index) : nil
    }

    /// The last span that starts before `instant`.
    func span(startingBefore instant: Instant) -> Span? {
        let index = starts.firstIndex(above: instant.seconds - 1) - 1
        return index >= 0 ? span(index) : nil
    }

    /// The open spans inside `window`, clipped to it.
    func spans(in window: Span) -> [Span] {
        var result: [Span] = []
        var index = ends.firstIndex(above: window.start.seconds)
        while index < starts.count, starts[index] < window.end.seconds {
            if let part = span(index).clipped(to: window) { result.append(part) }
            index += 1
        }
        return result
    }
}
