<?xml version="1.0" encoding="UTF-8"?>
<!-- A page as its text, with marks where cells, rows, tables, lines and boxes begin and end, where raised text begins
     and ends, and one for each further column and each further row that a cell covers, 63 at the most. The marks are
     Unicode noncharacters, which no page holds; text.py and html.py name them. A box is what a report may stand in: a
     table cell is one only if it holds a table, and then html.py calls it layout-cell. What styles hide is called
     unseen, a cell whose place stays blank-cell, what they raise raised (visibility.py).
     Elements are matched by name, never by an attribute alone: libxslt finds a name in its index. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:output method="text" encoding="UTF-8"/>
  <xsl:variable name="merged">&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;&#xFDD4;</xsl:variable>
  <xsl:variable name="down">&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;&#xFDD8;</xsl:variable>
  <!-- never drawn -->
  <xsl:template match="head|script|style|noscript|template|unseen"/>
  <xsl:template match="select|datalist|option|optgroup|textarea|iframe|object|canvas|video|audio|svg|map|meter|progress"/>
  <xsl:template match="noembed|noframes|rp|annotation|annotation-xml|del|s|strike"/>
  <xsl:template match="details[not(@open)]"><xsl:apply-templates select="summary[1]"/></xsl:template>
  <xsl:template match="dialog[not(@open)]"/>
  <xsl:template match="summary|details">&#xFDD5;<xsl:apply-templates/>&#xFDD5;</xsl:template>
  <!-- fields -->
  <xsl:template match="td//input[not(@type) or @type = 'text' or @type = 'number']"><xsl:value-of select="@value"/></xsl:template>
  <xsl:template match="td//textarea"><xsl:apply-templates/></xsl:template>
  <!-- raised, lowered and small text -->
  <xsl:template match="sup|sub|small|rt|raised">&#xFDD9;<xsl:apply-templates/>&#xFDDA;</xsl:template>
  <xsl:template match="msup|msub|msubsup|mover|munder|munderover"><xsl:apply-templates select="*[1]"/>&#xFDD9;<xsl:apply-templates select="*[position() &gt; 1]"/>&#xFDDA;</xsl:template>
  <xsl:template match="mfrac"><xsl:apply-templates select="*[1]"/>/<xsl:apply-templates select="*[2]"/></xsl:template>
  <!-- tables -->
  <xsl:template match="table">&#xFDD0;<xsl:apply-templates/>&#xFDD1;</xsl:template>
  <xsl:template match="tr">&#xFDD2;<xsl:apply-templates/></xsl:template>
  <xsl:template match="td|th">&#xFDD3;<xsl:apply-templates/>&#xFDD5;</xsl:template>
  <xsl:template match="td[@colspan or @rowspan]|th[@colspan or @rowspan]">&#xFDD3;<xsl:call-template name="spans"/><xsl:apply-templates/>&#xFDD5;</xsl:template>
  <xsl:template match="blank-cell">&#xFDD3;<xsl:call-template name="spans"/>&#xFDD5;</xsl:template>
  <xsl:template match="layout-cell">&#xFDD3;<xsl:call-template name="spans"/>&#xFDD6;<xsl:apply-templates/>&#xFDD7;</xsl:template>
  <xsl:template name="spans">
    <xsl:choose>
      <xsl:when test="translate(concat(@colspan, @rowspan), '0123456789', '')"><xsl:call-template name="odd-spans"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="concat(substring($merged, 1, @colspan - 1), substring($down, 1, @rowspan - 1 + 64 * (@rowspan = 0)))"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
  <!-- Of a span that is no plain number a browser takes the digits before the first other character, else 1. -->
  <xsl:template name="odd-spans">
    <xsl:variable name="columns" select="normalize-space(@colspan)"/>
    <xsl:variable name="rows" select="normalize-space(@rowspan)"/>
    <xsl:variable name="right" select="substring-before(concat($columns, '.'), substring(concat(translate($columns, '0123456789', ''), '.'), 1, 1))"/>
    <xsl:variable name="below" select="substring-before(concat($rows, '.'), substring(concat(translate($rows, '0123456789', ''), '.'), 1, 1))"/>
    <xsl:value-of select="concat(substring($merged, 1, $right - 1), substring($down, 1, $below - 1 + 64 * ($below = 0)))"/>
  </xsl:template>
  <!-- lines and boxes -->
  <xsl:template match="br|hr">&#xFDD5;</xsl:template>
  <xsl:template match="p|li|h1|h2|h3|h4|h5|h6|ul|ol|dl|dt|dd|center|blockquote|pre|header|footer|nav|caption|fieldset">&#xFDD5;<xsl:apply-templates/>&#xFDD5;</xsl:template>
  <xsl:template match="div|section|article|main|form">&#xFDD5;&#xFDD6;<xsl:apply-templates/>&#xFDD7;&#xFDD5;</xsl:template>
</xsl:stylesheet>
