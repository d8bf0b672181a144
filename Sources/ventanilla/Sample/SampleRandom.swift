/// Numbers that look random and are the same in every run with one seed.
struct SampleRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    /// SplitMix64, by its published constants.
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }

    mutating func minutes(_ range: ClosedRange<Int>) -> Int64 { Int64(number(range)) * 60 + Int64(number(0...59)) }

    /// True so many times in a hundred.
    mutating func chance(_ percent: Int) -> Bool { number(1...100) <= percent }

    /// - Returns: an element of a list that is not empty.
    mutating func pick<Element>(_ list: [Element]) -> Element { list[number(0...(list.count - 1))] }

    mutating func pick<Element>(weighted list: [(kind: Element, weight: Int)]) -> Element {
        var rest = number(1...list.reduce(0) { $0 + $1.weight })
        for (kind, weight) in list {
            rest -= weight
            if rest <= 0 { return kind }
        }
        return list[0].kind
    }
}
