/// A stretch of time: `start` belongs to it, `end` does not.
public struct Span: Hashable, Sendable {
    /// The first instant inside, and the first after it.
    public var start, end: Instant

    /// From `start` up to `end`; empty unless `start < end`.
    public init(_ start: Instant, _ end: Instant) {
        self.start = start
        self.end = end
    }

    /// From `start` up to `end`; empty unless `start < end`.
    public init(start: Instant, end: Instant) {
        self.init(start, end)
    }

    /// Real seconds from start to end; negative when reversed.
    public var seconds: Int64 { end - start }

    /// Whether `instant` lies inside; the end does not.
    public func contains(_ instant: Instant) -> Bool { start <= instant && instant < end }

    /// The part inside `other`; `nil` when there is none.
    func clipped(to other: Span) -> Span? {
        let part = Span(max(start, other.start), min(end, other.end))
        return part.start < part.end ? part : nil
    }
}

extension [Span] {
    /// In order and apart from each other: overlapping and touching spans joined, empty ones dropped.
    public func merged() -> [Span] {
        if count < 2 { return filter { $0.start < $0.end } }
        var result: [Span] = []
        result.reserveCapacity(count)
        for span in sorted(by: { $0.start < $1.start }) where span.start < span.end {
            if let last = result.last, span.start <= last.end {
                result[result.count - 1].end = Swift.max(last.end, span.end)
            } else {
                result.append(span)
            }
        }
        return result
    }

    /// What lies in both lists. Both are merged already.
    func intersection(_ other: [Span]) -> [Span] {
        var result: [Span] = []
        var (i, j) = (0, 0)
        while i < count, j < other.count {
            if let both = self[i].clipped(to: other[j]) { result.append(both) }
            if self[i].end < other[j].end { i += 1 } else { j += 1 }
        }
        return result
    }

    /// What lies here and not in the other list. Both are merged already.
    func subtracting(_ other: [Span]) -> [Span] {
        guard !other.isEmpty else { return self }
        var result: [Span] = []
        var next = 0
        for span in self {
            while next < other.count, other[next].end <= span.start { next += 1 }
            var rest = span
            var cut = next
            while cut < other.count, other[cut].start < rest.end {
                if rest.start < other[cut].start { result.append(Span(rest.start, other[cut].start)) }
                rest.start = Swift.max(rest.start, other[cut].end)
                cut += 1
            }
            if rest.start < rest.end { result.append(rest) }
        }
        return result
    }
}
