/// A moment on the world's clock: whole seconds since 1970-01-01T00:00:00Z, leap seconds not counted.
///
/// Everything that is computed, compared or stored is an `Instant`; wall clocks appear only where a `Zone` is asked.
/// Sums saturate at the ends of `Int64` rather than trap, so that a wild amount becomes a refusal further up.
public struct Instant: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Seconds UTC since 1970.
    public var seconds: Int64

    /// The instant `seconds` after (or, negative, before) 1970-01-01T00:00:00Z.
    @inlinable
    public init(seconds: Int64) {
        self.seconds = seconds
    }

    /// 9999-12-31T23:59:59Z: stands in place of a missing due date, and sorts after every real one.
    public static let never = Instant(seconds: 253_402_300_799)

    /// The earlier instant first.
    @inlinable
    public static func < (a: Instant, b: Instant) -> Bool { a.seconds < b.seconds }

    /// The instant `seconds` later (earlier when negative).
    @inlinable
    public func advanced(by seconds: Int64) -> Instant {
        let (sum, overflow) = self.seconds.addingReportingOverflow(seconds)
        guard overflow else { return Instant(seconds: sum) }
        return Instant(seconds: seconds < 0 ? .min : .max)
    }

    /// `instant.advanced(by: seconds)`.
    @inlinable
    public static func + (instant: Instant, seconds: Int64) -> Instant { instant.advanced(by: seconds) }

    /// `seconds` earlier.
    @inlinable
    public static func - (instant: Instant, seconds: Int64) -> Instant {
        instant.advanced(by: seconds == .min ? .max : -seconds)
    }

    /// Seconds from `b` to `a`; negative when `a` comes first.
    @inlinable
    public static func - (a: Instant, b: Instant) -> Int64 {
        let (difference, overflow) = a.seconds.subtractingReportingOverflow(b.seconds)
        guard overflow else { return difference }
        return a < b ? .min : .max
    }

    /// As `iso8601`.
    public var description: String { iso8601 }
}
