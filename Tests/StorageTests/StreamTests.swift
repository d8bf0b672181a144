import Foundation
import Storage
import TestSupport
import Testing

/// It looks at the memory of the whole process: `bin/test` runs it apart from all others.
@Suite(.serialized)
struct StreamTests {
    @Test(arguments: Engine.all)
    func `two hundred thousand rows stream in bounded memory`(on engine: Engine) async throws {
        try await engine.with { database in
            try await database.write { tx in
                try tx.script("CREATE TABLE entry (n bigint PRIMARY KEY, word text)")
                try tx.execute("""
                    WITH RECURSIVE series (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM series WHERE n < 200000)
                    INSERT INTO entry (n, word) SELECT n, \(String(repeating: "palabra ", count: 40)) FROM series
                    """)
            }
            let before = try residentMegabytes()
            let (sum, count, peak) = try await database.read { tx in
                var sum = 0, count = 0, peak = 0
                try tx.each("SELECT n, word FROM entry WHERE n > \(0) ORDER BY n") { row in
                    sum += try row["n"]
                    count += 1
                    if count % 20_000 == 0 { peak = max(peak, try residentMegabytes()) }
                    if count == 1000 { #expect(try tx.value("SELECT word FROM entry WHERE n = \(1)") != nil as String?) }
                }
                return (sum, count, peak)
            }
            #expect(count == 200_000)
            #expect(sum == 200_000 * 200_001 / 2)
            // All rows together are more than 64 MB.
            #expect(peak - before < 40)
        }
    }
}

/// The memory of this process that stands in RAM.
private func residentMegabytes() throws -> Int {
    let pages = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")[1]
    return (Int(pages) ?? 0) * 4096 / 1_048_576
}
