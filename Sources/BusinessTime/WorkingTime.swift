/// Counting open time, forwards, backwards and between two instants, with pauses left out.
///
/// Pauses may come unordered, overlap, touch, and reach beyond the answer. A pause that ends at `Instant.never` is still
/// running: what is not used up when it begins is due `never`.
extension Schedule {
    /// The earliest instant by which `seconds` of open, unpaused time have passed since `start`.
    ///
    /// An amount used up exactly at closing is due at closing, not at the next opening. Zero is due at the first open
    /// moment. A negative amount counts backwards.
    public func instant(_ seconds: Int64, after start: Instant, except pauses: [Span] = []) throws(ScheduleError) -> Instant {
        if pauses.isEmpty, seconds > 0, seconds <= Horizon.seconds {
            return try forwards(from: start) { line in
                line.instant(reaching: line.opened(before: start) + seconds)
            }
        }
        guard seconds.magnitude <= Horizon.seconds.magnitude else { throw .beyondHorizon }
        if seconds < 0 { return try instant(-seconds, before: start, except: pauses) }
        let pauses = pauses.merged()
        if seconds == 0 { return try firstMoment(from: start, except: pauses) }
        return try forwards(from: start) { line in line.due(seconds, after: start, except: pauses) }
    }

    /// The latest instant from which `seconds` of open, unpaused time pass until `end`.
    ///
    /// An amount that goes back exactly to an opening is that opening. Zero is the last open moment. A negative amount
    /// counts forwards.
    public func instant(_ seconds: Int64, before end: Instant, except pauses: [Span] = []) throws(ScheduleError) -> Instant {
        guard seconds.magnitude <= Horizon.seconds.magnitude else { throw .beyondHorizon }
        if seconds < 0 { return try instant(-seconds, after: end, except: pauses) }
        let pauses = pauses.merged()
        if seconds == 0 { return try lastMoment(before: end, except: pauses) }
        return try backwards(from: end) { line in line.start(seconds, before: end, except: pauses) }
    }

    /// Open, unpaused seconds between two instants; negative when they are reversed.
    ///
    /// Nothing counts outside the supported years 1900–2200.
    public func elapsed(from start: Instant, to end: Instant, except pauses: [Span] = []) -> Int64 {
        guard start <= end else { return -elapsed(from: end, to: start, except: pauses) }
        let window = Span(start, end)
        let line = timeline(covering: window)
        let paused = pauses.merged().reduce(0) { sum, pause in
            sum + (pause.clipped(to: window).map(line.seconds(in:)) ?? 0)
        }
        return line.seconds(in: window) - paused
    }

    private func firstMoment(from start: Instant, except pauses: [Span]) throws(ScheduleError) -> Instant {
        var moment = try nextOpen(from: start)
        for pause in pauses where pause.contains(moment) {
            if pause.end >= .never { return .never }
            moment = try nextOpen(from: pause.end)
        }
        return moment
    }

    private func lastMoment(before end: Instant, except pauses: [Span]) throws(ScheduleError) -> Instant {
        var moment = try previousOpen(before: end)
        for pause in pauses.reversed() where pause.start < moment && moment <= pause.end {
            moment = try previousOpen(before: pause.start)
        }
        return moment
    }
}

extension Timeline {
    func seconds(in window: Span) -> Int64 { opened(before: window.end) - opened(before: window.start) }

    /// The end of `seconds > 0` counted from `start`; `nil` when these years do not tell. Pauses are merged.
    func due(_ seconds: Int64, after start: Instant, except pauses: [Span]) -> Instant? {
        var remaining = seconds
        var cursor = start
        for pause in pauses where pause.end > cursor {
            if pause.start > cursor {
                let available = self.seconds(in: Span(cursor, pause.start))
                if remaining <= available { break }
                if pause.start > range.end { return nil }
                remaining -= available
            }
            if pause.end >= .never { return .never }
            cursor = pause.end
        }
        return instant(reaching: opened(before: cursor) + remaining)
    }

    /// The start of `seconds > 0` counted back from `end`; `nil` when these years do not tell. Pauses are merged.
    func start(_ seconds: Int64, before end: Instant, except pauses: [Span]) -> Instant? {
        var remaining = seconds
        var cursor = end
        for pause in pauses.reversed() where pause.start < cursor {
            if pause.end < cursor {
                let available = self.seconds(in: Span(pause.end, cursor))
                if remaining <= available { break }
                if pause.end < range.start { return nil }
                remaining -= available
            }
            cursor = pause.start
        }
        return instant(leaving: opened(before: cursor) - remaining)
    }
}
