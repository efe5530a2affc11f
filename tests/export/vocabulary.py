"""Definitions of schema.org 30.0 for the terms in the exports, so that the tests need no network."""

# ruff: noqa: E501

PROPERTIES = {
    "about": ("Certification CommunicateAction CreativeWork DefinedTerm DefinedTermSet Event", "Thing"),
    "additionalType": ("Thing", "Text URL"),
    "alternateName": ("Thing", "Text"),
    "appearance": ("Claim", "CreativeWork"),
    "archivedAt": ("CreativeWork", "URL WebPage"),
    "attendee": ("Event", "Organization Person"),
    "author": ("CreativeWork Rating", "Organization Person"),
    "claimReviewed": ("ClaimReview", "Text"),
    "creativeWorkStatus": ("CreativeWork", "DefinedTerm Text"),
    "creditText": ("CreativeWork", "Text"),
    "dateCreated": ("CreativeWork DataFeedItem", "Date DateTime"),
    "datePublished": ("Certification CreativeWork", "Date DateTime"),
    "description": ("Thing", "Text TextObject"),
    "endDate": (
        "CreativeWorkSeason CreativeWorkSeries DatedMoneySpecification EducationalOccupationalProgram Event MerchantReturnPolicySeasonalOverride Role Schedule",
        "Date DateTime",
    ),
    "headline": ("CreativeWork", "Text"),
    "identifier": ("Thing", "PropertyValue Text URL"),
    "inLanguage": (
        "BroadcastService CommunicateAction CreativeWork Event LinkRole PronounceableText WriteAction",
        "Language Text",
    ),
    "isPartOf": ("CreativeWork", "CreativeWork URL"),
    "itemReviewed": ("AggregateRating Review", "Thing"),
    "jobTitle": ("Person", "DefinedTerm Text"),
    "keywords": ("CreativeWork Event Organization Place Product", "DefinedTerm Text URL"),
    "location": ("Action Event InteractionCounter Organization", "Place PostalAddress Text VirtualLocation"),
    "memberOf": ("Organization Person", "MemberProgramTier Organization ProgramMembership"),
    "mentions": ("CreativeWork", "Thing"),
    "name": ("Thing", "Text"),
    "publisher": ("CreativeWork FinancialIncentive", "Organization Person"),
    "reviewRating": ("Review", "Rating"),
    "roleName": ("Role", "Text URL"),
    "sameAs": ("Thing", "URL"),
    "sourceOrganization": ("CreativeWork", "Organization"),
    "startDate": (
        "CreativeWorkSeason CreativeWorkSeries DatedMoneySpecification EducationalOccupationalProgram Event MerchantReturnPolicySeasonalOverride Role Schedule",
        "Date DateTime",
    ),
    "subjectOf": ("Thing", "CreativeWork Event"),
    "text": ("CreativeWork", "Text"),
    "url": ("Thing", "URL"),
    "workTranslation": ("CreativeWork", "CreativeWork"),
}
"""Each property with its domainIncludes and rangeIncludes."""

ABOVE = {
    "Claim": "CreativeWork",
    "DefinedTerm": "Intangible",
    "ClaimReview": "Review",
    "CreativeWork": "Thing",
    "Event": "Thing",
    "Intangible": "Thing",
    "Organization": "Thing",
    "OrganizationRole": "Role",
    "Person": "Thing",
    "Place": "Thing",
    "Quotation": "CreativeWork",
    "Rating": "Intangible",
    "Review": "CreativeWork",
    "Role": "Intangible",
}
"""Each type with the one above it."""
