extension [Reckoning.Line] {
    /// Above this many lines nobody reads on: ordinary days are put together.
    private static var readable: Int { 40 }

    /// Closed days without a name that follow each other become one line. In order of time.
    func joiningClosed() -> [Reckoning.Line] {
        var result: [Reckoning.Line] = []
        for line in self {
            if let last = result.last, last.note == .closed, line.note == .closed, last.to == line.from {
                result[result.count - 1].to = line.to
            } else {
                result.append(line)
            }
        }
        return result
    }

    /// A long reckoning with its ordinary days put together: what stands out stays (named days, breaks, pauses).
    func condensed(in zone: Zone) -> [Reckoning.Line] {
        guard count > Self.readable else { return self }
        var result: [Reckoning.Line] = []
        var run: [Reckoning.Line] = []
        for line in self {
            if line.isOrdinary {
                run.append(line)
            } else {
                result += run.joined(in: zone)
                result.append(line)
                run = []
            }
        }
        return result + run.joined(in: zone)
    }

    /// A run of ordinary lines as one; short runs as they are.
    private func joined(in zone: Zone) -> [Reckoning.Line] {
        let counted = filter { $0.note != .closed }
        guard let first = counted.first, let last = counted.last, counted.count > 2 else { return self }
        let note: Reckoning.Note =
            if case .businessDay(let from) = first.note, case .businessDay(let to) = last.note {
                .businessDays(from...to)
            } else {
                .openDays(Set(counted.flatMap { [zone.date(of: $0.from), zone.date(of: $0.to - 1)] }).count)
            }
        let span = Span(first.from, last.to)
        return [Reckoning.Line(span, counting: counted.reduce(0) { $0 + $1.seconds }, note)]
    }
}

extension Reckoning.Line {
    fileprivate var isOrdinary: Bool {
        switch note {
        case .open, .closed, .businessDay: true
        case .openDays, .closedDay, .breakTime, .pause, .businessDays, .elapsed, .rolled: false
        }
    }
}
