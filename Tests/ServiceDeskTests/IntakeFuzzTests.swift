import Foundation
import ServiceDesk
import SupportPolicy
import TestSupport
import Testing

/// Whatever mail comes, the desk takes it, and its records hold. `bin/fuzz` does more rounds than these.
struct IntakeFuzzTests {
    @Test(.timeLimit(.minutes(30)))
    func `nothing crashes the intake, and every mail leads somewhere`() async throws {
        let given = ProcessInfo.processInfo.environment
        let rounds = (given["VENTANILLA_FUZZ_ROUNDS"].flatMap(Int.init) ?? 2_000) / 10, seed = given["VENTANILLA_FUZZ_SEED"].flatMap(UInt64.init) ?? 1
        let world = try await World(.intecnia, on: .sqlite, at: "2026-03-12 17:00")
        var hostile = HostileMail(seed: seed)
        for round in 1...max(1, rounds) {
            let bytes = hostile.message()
            if let path = given["VENTANILLA_FUZZ_KEEP"] { try Data(bytes).write(to: URL(filePath: path)) }
            let outcome = try await world.deliver(raw: bytes)
            guard outcome.hasPrefix("IN-") || outcome.hasPrefix("duplicate IN-") else {
                Issue.record("seed \(seed), round \(round): \(outcome)\n\(String(decoding: bytes, as: UTF8.self).prefix(30_000))")
                return
            }
        }
        #expect(try await world.desk.verify().problems == [])
    }
}
