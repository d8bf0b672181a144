extension Schedule {
    /// The first time inside `window` at which two parts of a union are both open; `nil` where none are, and for
    /// everything that is no union.
    public func firstOverlap(in window: Span) -> Span? {
        guard case .union(let parts, _) = source else { return nil }
        let overlaps = parts.indices.flatMap { index in
            parts[(index + 1)...].flatMap { parts[index].spans(in: window).intersection($0.spans(in: window)) }
        }
        return overlaps.min { $0.start < $1.start }
    }

    /// The first time inside `window` at which this is open and `other` is not.
    public func firstTime(in window: Span, outside other: Schedule) -> Span? {
        spans(in: window).subtracting(other.spans(in: window)).first
    }
}
