/// Lets so many tests in at a time: every world holds connections, and Swift Testing begins all tests at once.
///
/// A test that is inside already gets more worlds at once: eight that each waited for a second one would wait for ever.
actor Gate {
    private var free: Int
    private var inside: [Int: Int] = [:]
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(_ free: Int) {
        self.free = free
    }

    /// - Parameter test: whose world it is.
    func enter(_ test: Int) async {
        if inside[test, default: 0] == 0 {
            if free > 0 { free -= 1 } else { await withCheckedContinuation { waiting.append($0) } }
        }
        inside[test, default: 0] += 1
    }

    func leave(_ test: Int) {
        inside[test, default: 1] -= 1
        guard inside[test] == 0 else { return }
        inside[test] = nil
        if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
    }

    /// The test that runs here: each has a task of its own.
    nonisolated static var test: Int { withUnsafeCurrentTask { $0?.hashValue ?? 0 } }
}
